package io.meridian.querier.api;

import io.meridian.promql.Explanation;
import io.meridian.promql.exec.OperatorStatistics;
import io.meridian.service.text.ByteText;
import io.meridian.service.text.Quoted;
import io.meridian.storeapi.dial.StoreFigures;
import java.util.List;
import java.util.Locale;

/** Plans in the form of Thanos' API: nodes with a name, figures, and children. */
final class ExplanationJson {
  private static final double NANOS_PER_MILLI = 1e6;

  private ExplanationJson() {}

  /** A plan that was not run. */
  static void putPlan(ByteText out, Explanation node) {
    putName(out, node);
    putChildren(out, node, false);
  }

  /**
   * A plan that was run: with times, series, samples and bytes of each operator, and at the root
   * what each store's part cost.
   */
  static void putAnalysis(ByteText out, Explanation node, List<StoreFigures> stores) {
    putName(out, node);
    node.measured().ifPresent(some -> putMeasured(out, some));
    if (!stores.isEmpty()) {
      out.put(",\"fanout\":[");
      for (int i = 0; i < stores.size(); i++) {
        out.put(i == 0 ? "{" : ",{");
        putStore(out, stores.get(i));
      }
      out.put(']');
    }
    putChildren(out, node, true);
  }

  private static void putStore(ByteText out, StoreFigures store) {
    out.put("\"endpointAddr\":");
    Quoted.putJson(out, store.address());
    out.put(",\"cluster\":");
    Quoted.putJson(out, store.clusters());
    out.put(",\"duration\":\"").put(millis(store.time().toNanos()));
    out.put("\",\"firstResponse\":\"").put(millis(store.firstFrame().toNanos()));
    out.put("\",\"waited\":\"").put(millis(store.waited().toNanos()));
    out.put("\",\"calls\":").put(store.calls());
    out.put(",\"retries\":").put(store.retries());
    out.put(",\"bytesProcessed\":").put(store.bytes());
    out.put(",\"numResponses\":").put(store.frames());
    out.put(",\"series\":").put(store.series());
    out.put(",\"chunks\":").put(store.chunks());
    out.put('}');
  }

  private static void putName(ByteText out, Explanation node) {
    String name = node.detail().isEmpty() ? node.kind() : node.kind() + " " + node.detail();
    out.put("{\"name\":");
    Quoted.putJson(out, name);
  }

  private static void putMeasured(ByteText out, OperatorStatistics some) {
    out.put(",\"executionTime\":\"").put(millis(some.wallNanos()));
    out.put("\",\"cpuTime\":\"").put(millis(some.cpuNanos()));
    out.put("\",\"series\":").put(some.series());
    out.put(",\"samples\":").put(some.samples());
    out.put(",\"totalSamples\":").put(some.samplesRead());
    out.put(",\"peakBytes\":").put(some.peakBytes());
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.3fms", nanos / NANOS_PER_MILLI);
  }

  private static void putChildren(ByteText out, Explanation node, boolean analysis) {
    if (!node.inputs().isEmpty()) {
      out.put(",\"children\":[");
      for (int i = 0; i < node.inputs().size(); i++) {
        if (i > 0) {
          out.put(',');
        }
        if (analysis) {
          putAnalysis(out, node.inputs().get(i), List.of());
        } else {
          putPlan(out, node.inputs().get(i));
        }
      }
      out.put(']');
    }
    out.put('}');
  }
}
