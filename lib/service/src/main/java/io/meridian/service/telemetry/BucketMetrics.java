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
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What was asked of a bucket and what became of it. Names that begin with {@code thanos} are those
 * that dashboards of Thanos ask for, with its words for the operations; an object that is not there
 * is no failure in them.
 */
public final class BucketMetrics implements MultiCollector {
  private static final double NANOS = 1e9;

  private final MeteredBucket bucket;

  private BucketMetrics(MeteredBucket bucket) {
    this.bucket = bucket;
  }

  /** Registers the metrics of a bucket; of one bucket a process. */
  public static void register(PrometheusRegistry registry, MeteredBucket bucket) {
    registry.register(new BucketMetrics(bucket));
  }

  @Override
  public MetricSnapshots collect() {
    List<OperationStats> stats = bucket.stats();
    return MetricSnapshots.of(
        counter(
            "thanos_objstore_bucket_operations",
            "Operations on the bucket that were begun.",
            stats,
            OperationStats::calls),
        counter(
            "thanos_objstore_bucket_operation_failures",
            "Operations on the bucket that failed, but for what is not there.",
            stats,
            OperationStats::unexpectedFailures),
        counter(
            "meridian_bucket_bytes",
            "Bytes of objects that were read and written.",
            stats,
            OperationStats::bytes),
        failures(stats),
        durations(stats));
  }

  private CounterSnapshot counter(
      String name,
      String help,
      List<OperationStats> stats,
      ToDoubleFunction<OperationStats> count) {
    CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(help);
    stats.forEach(each ->
        counter.dataPoint(
            CounterDataPointSnapshot.builder()
                .labels(labels(each))
                .value(count.applyAsDouble(each))
                .build()));
    return counter.build();
  }

  private CounterSnapshot failures(List<OperationStats> stats) {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder()
            .name("meridian_bucket_failures")
            .help("Operations on the bucket that failed, by the kind of failure.");
    for (OperationStats each : stats) {
      each.failures()
          .forEach((kind, count) ->
              counter.dataPoint(
                  CounterDataPointSnapshot.builder()
                      .labels(labels(each).add("kind", kind))
                      .value(count)
                      .build()));
    }
    return counter.build();
  }

  private HistogramSnapshot durations(List<OperationStats> stats) {
    HistogramSnapshot.Builder histogram =
        HistogramSnapshot.builder()
            .name("thanos_objstore_bucket_operation_duration_seconds")
            .help("How long operations took, streamed ones to their first byte.");
    for (OperationStats each : stats) {
      histogram.dataPoint(
          HistogramDataPointSnapshot.builder()
              .labels(labels(each))
              .classicHistogramBuckets(buckets(each))
              .sum(each.time().toNanos() / NANOS)
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

  private Labels labels(OperationStats stats) {
    return Labels.of("bucket", bucket.name(), "operation", word(stats.operation()));
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
