package io.meridian.storeapi.gather;

import io.meridian.api.thanos.Meta;
import io.meridian.api.thanos.MetadataGrpc;
import io.meridian.api.thanos.MetricMetadataEntry;
import io.meridian.api.thanos.MetricMetadataRequest;
import io.meridian.api.thanos.MetricMetadataResponse;
import io.meridian.api.thanos.PartialResponseStrategy;
import io.meridian.storeapi.dial.Round;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What several servers say of metrics, each statement once. */
final class MetadataUnion {
  private final SortedMap<String, Set<Meta>> metrics = new TreeMap<>();

  /** Asks a server; for many threads. */
  void ask(Round.Call call, String metric, int limit, PartialResponseStrategy strategy) {
    MetricMetadataRequest request =
        MetricMetadataRequest.newBuilder()
            .setMetric(metric)
            .setLimit(limit)
            .setPartialResponseStrategy(strategy)
            .build();
    call.stream(MetadataGrpc.getMetricMetadataMethod(), request)
        .forEachRemaining(answer -> take(answer, call));
  }

  private void take(MetricMetadataResponse answer, Round.Call call) {
    if (answer.hasWarning()) {
      call.warn(answer.getWarning());
    } else {
      add(answer.getMetadata().getMetadataMap());
    }
  }

  private synchronized void add(Map<String, MetricMetadataEntry> some) {
    some.forEach((metric, entry) ->
        metrics.computeIfAbsent(metric, _ -> new LinkedHashSet<>()).addAll(entry.getMetasList()));
  }

  /** The first metrics by name; all if the limit is negative. */
  synchronized SortedMap<String, List<Meta>> metrics(int limit) {
    SortedMap<String, List<Meta>> first = new TreeMap<>();
    metrics.forEach((metric, metas) -> {
      if (limit < 0 || first.size() < limit) {
        first.put(metric, new ArrayList<>(metas));
      }
    });
    return first;
  }
}
