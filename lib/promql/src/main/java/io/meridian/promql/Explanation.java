package io.meridian.promql;

import io.meridian.promql.exec.Meters;
import io.meridian.promql.exec.OperatorStatistics;
import io.meridian.promql.plan.PlanNode;
import io.meridian.promql.plan.PlanText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A query's plan as people and programs are shown it: what is done, and, if it was done, what each
 * operator took.
 *
 * @param kind one word for what kind of node it is
 * @param detail what the node does; may be empty
 * @param measured what its operator did; empty if the query was not run, and for nodes that are no
 *     operator of their own: numbers, strings, ranges (their function reads them), and what lies
 *     below a node that stopped early
 * @param inputs what it is made from, in order
 */
public record Explanation(
    String kind, String detail, Optional<OperatorStatistics> measured, List<Explanation> inputs) {
  private static final double NANOS_PER_MILLI = 1e6;

  public Explanation {
    inputs = List.copyOf(inputs);
  }

  static Explanation of(PlanNode node, Meters meters) {
    return new Explanation(
        PlanText.kind(node),
        PlanText.detail(node),
        meters.statistics(node),
        node.children().stream().map(child -> of(child, meters)).toList());
  }

  /** The tree with one node a line, inputs below what uses them and indented by two spaces. */
  public String text() {
    StringBuilder text = new StringBuilder();
    append(text, 0);
    return text.toString();
  }

  private void append(StringBuilder text, int depth) {
    text.repeat("  ", depth).append(kind);
    if (!detail.isEmpty()) {
      text.append(' ').append(detail);
    }
    measured.ifPresent(some -> text.append("  [").append(line(some)).append(']'));
    text.append('\n');
    inputs.forEach(input -> input.append(text, depth + 1));
  }

  private static String line(OperatorStatistics some) {
    StringBuilder line =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "%d series, %d samples, %.2f ms CPU, %.2f ms wall",
                some.series(),
                some.samples(),
                some.cpuNanos() / NANOS_PER_MILLI,
                some.wallNanos() / NANOS_PER_MILLI));
    if (some.samplesRead() > 0) {
      line.append(", ").append(some.samplesRead()).append(" samples read");
    }
    if (some.peakBytes() > 0) {
      line.append(", ").append(some.peakBytes()).append(" bytes");
    }
    return line.toString();
  }

  /** The tree as the maps, lists, strings and numbers of which JSON is written. */
  public Map<String, Object> json() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("kind", kind);
    object.put("detail", detail);
    measured.ifPresent(some -> object.put("measured", json(some)));
    object.put("inputs", inputs.stream().map(Explanation::json).toList());
    return object;
  }

  private static Map<String, Object> json(OperatorStatistics some) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("series", some.series());
    object.put("samples", some.samples());
    object.put("samplesRead", some.samplesRead());
    object.put("peakBytes", some.peakBytes());
    object.put("cpuMillis", some.cpuNanos() / NANOS_PER_MILLI);
    object.put("wallMillis", some.wallNanos() / NANOS_PER_MILLI);
    return object;
  }
}
