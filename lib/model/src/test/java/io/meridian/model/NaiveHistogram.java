package io.meridian.model;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.random.RandomGenerator;

/**
 * A float histogram as maps from bucket to count: slow, plain, to hold the real operations against.
 */
final class NaiveHistogram {
  int schema;
  double threshold;
  double zero;
  double count;
  double sum;
  double[] bounds = {};
  final TreeMap<Integer, Double> positive = new TreeMap<>();
  final TreeMap<Integer, Double> negative = new TreeMap<>();

  static NaiveHistogram of(Histogram histogram) {
    NaiveHistogram naive = new NaiveHistogram();
    HistogramLayout layout = histogram.layout();
    FloatHistogram floats = histogram.toFloat();
    naive.schema = layout.schema();
    naive.threshold = layout.zeroThreshold();
    naive.zero = floats.zeroCount();
    naive.count = floats.count();
    naive.sum = floats.sum();
    naive.bounds = layout.customBounds();
    fill(naive.positive, layout.positive(), floats, true);
    fill(naive.negative, layout.negative(), floats, false);
    return naive;
  }

  private static void fill(
      Map<Integer, Double> side, Spans spans, FloatHistogram histogram, boolean positive) {
    int bucket = 0;
    int place = 0;
    for (int span = 0; span < spans.size(); span++) {
      bucket += spans.offset(span);
      for (int i = 0; i < spans.length(span); i++) {
        double value = positive ? histogram.positive(place) : histogram.negative(place);
        side.put(bucket++, value);
        place++;
      }
    }
  }

  /** Whole counts, so that sums are exact in any order. */
  static IntHistogram random(RandomGenerator random) {
    int schema = random.nextInt(-4, 9);
    Spans positive = randomSpans(random, schema);
    Spans negative = random.nextInt(3) == 0 ? randomSpans(random, schema) : Spans.NONE;
    double room = Math.min(room(positive, schema), room(negative, schema));
    double threshold =
        room / List.of(1.0, 2.0, 8.0, Double.POSITIVE_INFINITY).get(random.nextInt(4));
    HistogramLayout layout =
        new HistogramLayout(schema, threshold, positive, negative, new double[0]);
    return random(random, layout);
  }

  /** The largest zero threshold that cuts no bucket of a side. */
  private static double room(Spans spans, int schema) {
    BucketWalk walk = new BucketWalk();
    walk.forward(spans);
    return walk.next() ? BucketBounds.exponential(schema, walk.bucket() - 1) : 16;
  }

  static IntHistogram randomCustom(RandomGenerator random) {
    double[] bounds =
        random.doubles(random.nextInt(6)).map(d -> Math.rint(d * 8)).sorted().distinct().toArray();
    int buckets = bounds.length + 1;
    int first = random.nextInt(buckets);
    Spans spans = Spans.of(first, random.nextInt(buckets - first + 1));
    return random(
        random, new HistogramLayout(HistogramLayout.CUSTOM_BOUNDS, 0, spans, Spans.NONE, bounds));
  }

  static IntHistogram random(RandomGenerator random, HistogramLayout layout) {
    long[] buckets = random.longs(layout.buckets(), 0, 5).map(n -> n == 4 ? n << 20 : n).toArray();
    long zero = layout.hasCustomBounds() ? 0 : random.nextInt(4);
    long count = zero;
    for (long bucket : buckets) {
      count += bucket;
    }
    return IntHistogram.of(
        layout, CounterResetHint.UNKNOWN, count, zero, random.nextInt(1000), buckets);
  }

  private static Spans randomSpans(RandomGenerator random, int schema) {
    int spans = random.nextInt(4);
    int[] offsets = new int[spans];
    int[] lengths = new int[spans];
    int reach = schema < 0 ? 3 : 6 << schema;
    for (int i = 0; i < spans; i++) {
      offsets[i] = i == 0 ? random.nextInt(-reach, reach) : random.nextInt(4);
      lengths[i] = random.nextInt(5);
    }
    return Spans.of(offsets, lengths);
  }

  NaiveHistogram coarser(int target) {
    NaiveHistogram naive = copy();
    naive.schema = target;
    regroup(positive, naive.positive, schema - target);
    regroup(negative, naive.negative, schema - target);
    return naive;
  }

  private static void regroup(Map<Integer, Double> from, Map<Integer, Double> to, int steps) {
    to.clear();
    from.forEach((bucket, n) -> to.merge(Math.ceilDiv(bucket, 1 << steps), n, Double::sum));
  }

  private NaiveHistogram copy() {
    NaiveHistogram naive = new NaiveHistogram();
    naive.schema = schema;
    naive.threshold = threshold;
    naive.zero = zero;
    naive.count = count;
    naive.sum = sum;
    naive.bounds = bounds;
    naive.positive.putAll(positive);
    naive.negative.putAll(negative);
    return naive;
  }

  /** Widens the zero bucket step by step until it is wide enough and cuts no populated bucket. */
  NaiveHistogram widened(double least) {
    NaiveHistogram naive = copy();
    if (least <= threshold) {
      return naive;
    }
    naive.threshold = least;
    boolean cuts = true;
    while (cuts) {
      cuts = false;
      for (var side : List.of(naive.positive, naive.negative)) {
        for (var bucket : side.entrySet()) {
          double lower = BucketBounds.exponential(schema, bucket.getKey() - 1);
          double upper = BucketBounds.exponential(schema, bucket.getKey());
          if (bucket.getValue() != 0 && lower < naive.threshold && naive.threshold < upper) {
            naive.threshold = upper;
            cuts = true;
          }
        }
      }
    }
    for (var side : List.of(naive.positive, naive.negative)) {
      side.entrySet()
          .removeIf(bucket -> {
            if (BucketBounds.exponential(schema, bucket.getKey() - 1) >= naive.threshold) {
              return false;
            }
            naive.zero += bucket.getValue();
            return true;
          });
    }
    return naive;
  }

  /** Both histograms brought together, then combined count by count. */
  NaiveHistogram combined(NaiveHistogram other, DoubleBinaryOperator operator) {
    NaiveHistogram left = this;
    NaiveHistogram right = other;
    if (schema == HistogramLayout.CUSTOM_BOUNDS) {
      double[] common =
          Arrays.stream(bounds)
              .filter(bound -> Arrays.stream(other.bounds).anyMatch(b -> b == bound))
              .toArray();
      left = within(common);
      right = other.within(common);
    } else {
      while (left.threshold != right.threshold) {
        double threshold = Math.max(left.threshold, right.threshold);
        left = left.widened(threshold);
        right = right.widened(threshold);
      }
      int coarsest = Math.min(schema, other.schema);
      left = left.coarser(coarsest);
      right = right.withBucketsOf(other.coarser(coarsest));
    }
    NaiveHistogram result = left.copy();
    result.zero = operator.applyAsDouble(left.zero, right.zero);
    result.count = operator.applyAsDouble(count, other.count);
    result.sum = operator.applyAsDouble(sum, other.sum);
    right.positive.forEach((b, n) ->
        result.positive.put(b, operator.applyAsDouble(result.positive.getOrDefault(b, 0.0), n)));
    right.negative.forEach((b, n) ->
        result.negative.put(b, operator.applyAsDouble(result.negative.getOrDefault(b, 0.0), n)));
    return result;
  }

  /**
   * The buckets of another one that do not end within this one's zero bucket: where they were made
   * coarser meanwhile, one may hold what the zero bucket counts, too, as in Prometheus.
   */
  private NaiveHistogram withBucketsOf(NaiveHistogram whole) {
    NaiveHistogram naive = copy();
    naive.schema = whole.schema;
    naive.positive.clear();
    naive.negative.clear();
    naive.positive.putAll(whole.positive);
    naive.negative.putAll(whole.negative);
    for (var side : List.of(naive.positive, naive.negative)) {
      side.keySet().removeIf(bucket -> BucketBounds.exponential(naive.schema, bucket) <= threshold);
    }
    return naive;
  }

  private NaiveHistogram within(double[] common) {
    NaiveHistogram naive = copy();
    naive.bounds = common;
    naive.positive.clear();
    positive.forEach((bucket, n) -> {
      double upper = bucket < bounds.length ? bounds[bucket] : Double.POSITIVE_INFINITY;
      int target = 0;
      while (target < common.length && common[target] < upper) {
        target++;
      }
      naive.positive.merge(target, n, Double::sum);
    });
    return naive;
  }

  /** Everything but empty buckets, as text to compare. */
  String populated() {
    return "schema %d threshold %s zero %s count %s sum %s bounds %s positive %s negative %s"
        .formatted(
            schema,
            threshold,
            zero + 0.0,
            count,
            sum,
            Arrays.toString(bounds),
            populated(positive),
            populated(negative));
  }

  private static Map<Integer, Double> populated(Map<Integer, Double> side) {
    TreeMap<Integer, Double> populated = new TreeMap<>(side);
    populated.values().removeIf(n -> n == 0);
    return populated;
  }
}
