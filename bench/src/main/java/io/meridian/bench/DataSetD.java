package io.meridian.bench;

import io.meridian.model.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The data set that every figure in bench/README.md speaks of: what a cluster of a hundred services
 * looks like to a Prometheus.
 *
 * <p>A tenth of the series is {@code wide_a}, a tenth {@code wide_b} with the same label sets, a
 * quarter is classic histogram buckets of ten bounds each, the rest are metrics of a thousand
 * series each, every one with a pod of its own. Series have ten labels, about 250 bytes of them.
 *
 * <p>Samples are 15 s apart. Of the plain metrics a fifth is constant, two fifths are integer
 * counters (+0…99), a fifth are noisy integer gauges (1000…1199), a fifth are random doubles; wide
 * ones are counters, buckets cumulative integers.
 */
final class DataSetD {
  /** Milliseconds between samples. */
  static final long INTERVAL = 15_000;

  private static final String[] BOUNDS = {
    "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "+Inf"
  };

  private final int series;
  private final long seed;
  private final int replica;
  private final int wide;
  private final int buckets;

  /** The data set of a number of series, a multiple of 40. */
  DataSetD(int series, long seed) {
    this(series, seed, -1);
  }

  /** The same with a label more, which says by which of several replicas it was sent. */
  DataSetD(int series, long seed, int replica) {
    this.series = series;
    this.seed = seed;
    this.replica = replica;
    wide = series / 10;
    buckets = series / 4;
  }

  int series() {
    return series;
  }

  /** What kind of values a series has. */
  enum Shape {
    CONSTANT,
    COUNTER,
    GAUGE,
    RANDOM
  }

  /** The labels of series 0 … {@link #series}, in no order. */
  Labels labels(int index) {
    if (index < 2 * wide) {
      return labels(index < wide ? "wide_a" : "wide_b", index % wide, -1);
    }
    int bucket = index - 2 * wide;
    if (bucket < buckets) {
      return labels(
          "bench_latency_seconds_bucket", wide + bucket / BOUNDS.length, bucket % BOUNDS.length);
    }
    int plain = bucket - buckets;
    return labels("bench_metric_%03d".formatted(plain / 1000), wide + buckets + plain, -1);
  }

  private Labels labels(String name, int target, int bound) {
    SplittableRandom random = new SplittableRandom(seed + target);
    int service = random.nextInt(200);
    String pod = "service-%d-%08x-abcde".formatted(service, random.nextInt());
    String serviceName = "service-%d".formatted(service);
    List<String> labels =
        new ArrayList<>(
            List.of(
                "__name__",
                name,
                "cluster",
                "production-europe-west-1",
                "container",
                "container-" + service % 7 + "-of-the-service",
                "endpoint",
                "http-metrics-endpoint",
                "instance",
                "10.%d.%d.%d:9090"
                    .formatted(random.nextInt(256), random.nextInt(256), target % 256),
                "job",
                "monitoring-of-team/job-" + service % 50,
                "namespace",
                "team-%02d".formatted(service % 40),
                "node",
                "node-%03d.production.internal".formatted(random.nextInt(500)),
                "pod",
                pod,
                bound < 0 ? "service" : "le",
                bound < 0 ? serviceName : BOUNDS[bound]));
    if (replica >= 0) {
      labels.add("prometheus_replica");
      labels.add("replica-" + replica);
    }
    return Labels.of(labels.toArray(String[]::new));
  }

  /** All series in the order of their labels, as their numbers. */
  Integer[] inLabelOrder(Labels[] labels) {
    Integer[] order = new Integer[series];
    Arrays.setAll(order, i -> i);
    Arrays.parallelSort(order, (a, b) -> labels[a].compareTo(labels[b]));
    return order;
  }

  /** All series in an order that nothing can have guessed. */
  int[] shuffled() {
    int[] order = new int[series];
    Arrays.setAll(order, i -> i);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = series - 1; i > 0; i--) {
      int other = random.nextInt(i + 1);
      int kept = order[i];
      order[i] = order[other];
      order[other] = kept;
    }
    return order;
  }

  Shape shape(int index) {
    if (index < 2 * wide + buckets) {
      return Shape.COUNTER;
    }
    return switch (index % 5) {
      case 0 -> Shape.CONSTANT;
      case 1, 2 -> Shape.COUNTER;
      case 3 -> Shape.GAUGE;
      default -> Shape.RANDOM;
    };
  }

  /** Fills the first samples of a series into arrays; times begin at {@code start}. */
  void samples(int index, long start, int count, long[] times, double[] values) {
    SplittableRandom random = new SplittableRandom(seed ^ (index * 0x9e3779b97f4a7c15L));
    Shape shape = shape(index);
    double value = random.nextInt(1_000_000);
    long offset = random.nextInt((int) INTERVAL);
    for (int i = 0; i < count; i++) {
      times[i] = start + offset + i * INTERVAL;
      values[i] = value;
      value =
          switch (shape) {
            case CONSTANT -> value;
            case COUNTER -> value + random.nextInt(100);
            case GAUGE -> 1000 + random.nextInt(200);
            case RANDOM -> random.nextDouble();
          };
    }
  }
}
