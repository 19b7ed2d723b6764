package io.meridian.service.telemetry;

import io.meridian.bucket.Operation;
import io.meridian.bucket.layer.MeteredBucket;
import io.meridian.bucket.layer.OperationStats;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.ToDoubleFunction;

/**
 * What was asked of a bucket and what became of it. Names that begin with {@code thanos} are those
 * that dashboards of Thanos ask for, with its words for the operations; an object that is not there
 * is no failure in them.
 */
public final class BucketMetrics implements MultiCollector {
  private static final double NANOS = 1e9;

  private final Map<String, MeteredBucket> users = new ConcurrentSkipListMap<>();

  /** An operation as a component uses it. */
  private record Used(String component, String bucket, OperationStats stats) {
    private Labels labels() {
      return Labels.of(
          "bucket", bucket, "component", component, "operation", word(stats.operation()));
    }
  }

  private BucketMetrics() {}

  /** Registers the metrics of the buckets that a process uses, of which there are none yet. */
  public static BucketMetrics in(PrometheusRegistry registry) {
    BucketMetrics metrics = new BucketMetrics();
    registry.register(metrics);
    return metrics;
  }

  /**
   * Tells of a bucket, too.
   *
   * @param component who uses it, such as {@code receiver}; each has one
   */
  public void add(String component, MeteredBucket bucket) {
    users.put(component, bucket);
  }

  @Override
  public MetricSnapshots collect() {
    List<Used> used = new ArrayList<>();
    users.forEach((component, bucket) ->
        bucket.stats().forEach(stats -> used.add(new Used(component, bucket.name(), stats))));
    if (used.isEmpty()) {
      return new MetricSnapshots();
    }
    return MetricSnapshots.of(
        counter(
            "thanos_objstore_bucket_operations",
            "Operations on the bucket that were begun.",
            used,
            OperationStats::calls),
        counter(
            "thanos_objstore_bucket_operation_failures",
            "Operations on the bucket that failed, but for what is not there.",
            used,
            OperationStats::unexpectedFailures),
        counter(
            "meridian_bucket_bytes",
            "Bytes of objects that were read and written.",
            used,
            OperationStats::bytes),
        failures(used),
        durations(used));
  }

  private static CounterSnapshot counter(
      String name, String help, List<Used> used, ToDoubleFunction<OperationStats> count) {
    CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
    used.forEach(each ->
        counter.dataPoint(
            CounterDataPointSnapshot.builder()
                .labels(each.labels())
                .value(count.applyAsDouble(each.stats()))
                .build()));
    return counter.build();
  }

  private static CounterSnapshot failures(List<Used> used) {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder()
            .name("meridian_bucket_failures")
            .help("Operations on the bucket that failed, by the kind of failure.");
    for (Used each : used) {
      each.stats()
          .failures()
          .forEach((kind, count) ->
              counter.dataPoint(
                  CounterDataPointSnapshot.builder()
                      .labels(each.labels().add("kind", kind))
                      .value(count)
                      .build()));
    }
    return counter.build();
  }

  private static HistogramSnapshot durations(List<Used> used) {
    HistogramSnapshot.Builder histogram =
        HistogramSnapshot.builder()
            .name("thanos_objstore_bucket_operation_duration_seconds")
            .help("How long operations took, streamed ones to their first byte.");
    for (Used each : used) {
      histogram.dataPoint(
          HistogramDataPointSnapshot.builder()
              .labels(each.labels())
              .classicHistogramBuckets(buckets(each.stats()))
              .sum(each.stats().time().toNanos() / NANOS)
              .build());
    }
    return histogram.build();
  }

  private static ClassicHistogramBuckets buckets(OperationStats stats) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    long below = 0;
    for (int i = 0; i < stats.withinBounds().size(); i++) {
      long within = stats.withinBounds().get(i);
      buckets.bucket(bound(i), within - below);
      below = within;
    }
    return buckets.build();
  }

  private static double bound(int bucket) {
    List<Duration> bounds = OperationStats.BOUNDS;
    return bucket < bounds.size() ? bounds.get(bucket).toNanos() / NANOS : Double.POSITIVE_INFINITY;
  }

  private static String word(Operation operation) {
    return switch (operation) {
      case LIST -> "iter";
      case GET -> "get";
      case GET_RANGE -> "get_range";
      case HEAD -> "attributes";
      case PUT -> "upload";
      case DELETE -> "delete";
    };
  }
}
