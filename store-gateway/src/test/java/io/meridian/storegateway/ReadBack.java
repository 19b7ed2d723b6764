package io.meridian.storegateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import io.meridian.model.TimeRange;
import io.meridian.storeapi.dial.Endpoint;
import io.meridian.storeapi.dial.EndpointInfo;
import io.meridian.storeapi.dial.FleetQuery;
import io.meridian.storeapi.dial.FleetSource;
import io.meridian.storeapi.dial.SortSpace;
import io.meridian.storeapi.dial.StoreRange;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Samples as a querier sees them behind a gateway. */
final class ReadBack {
  private ReadBack() {}

  /** All that a gateway has, replicas left as they are; each series must come once. */
  static Map<Labels, SortedMap<Long, Double>> all(RunningGateway gateway, Path scratch) {
    StoreRange range = new StoreRange(TimeRange.ALL, true, true);
    EndpointInfo info = new EndpointInfo("store", List.of(), Optional.of(range), Set.of());
    Endpoint endpoint = new Endpoint("gateway", info, gateway.channel());
    FleetQuery query = FleetQuery.withReplicaLabels(List.of()).strict();
    FleetSource source = new FleetSource(() -> List.of(endpoint), query, SortSpace.in(scratch));
    Map<Labels, SortedMap<Long, Double>> all = new LinkedHashMap<>();
    try (SeriesCursor cursor =
        source.select(List.of(), SelectHints.of(TimeRange.ALL), QueryContext.unlimited())) {
      for (Optional<SeriesBatch> next = cursor.next(); next.isPresent(); next = cursor.next()) {
        try (SeriesBatch batch = next.get()) {
          for (int i = 0; i < batch.size(); i++) {
            assertThat(all.put(batch.labels(i), samples(batch, i))).isNull();
          }
        }
      }
      assertThat(cursor.outcome().warnings()).isEmpty();
    }
    return all;
  }

  private static SortedMap<Long, Double> samples(SeriesBatch batch, int series) {
    SampleBuffer buffer = new SampleBuffer();
    batch.readSamples(series, buffer);
    SortedMap<Long, Double> samples = new TreeMap<>();
    for (int i = 0; i < buffer.size(); i++) {
      assertThat(samples.put(buffer.time(i), buffer.value(i))).isNull();
    }
    return samples;
  }
}
