package io.meridian.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Allocation;
import io.meridian.testkit.Seed;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ResetDetectionTest {
  @RegisterExtension final Seed seed = new Seed();

  @Test
  void agreesWithMapsOfBuckets() {
    RandomGenerator random = seed.random();
    int resets = 0;
    for (int run = 0; run < 5000; run++) {
      FloatHistogram before = NaiveHistogram.random(random).toFloat();
      FloatHistogram added = NaiveHistogram.random(random).toFloat();
      FloatHistogram after = random.nextInt(4) == 0 ? added : before.plus(added);

      boolean reset = after.isResetAfter(before);

      assertThat(reset).as("%s then %s", before, after).isEqualTo(naive(before, after));
      resets += reset ? 1 : 0;
    }
    assertThat(resets).isBetween(100, 4900);
  }

  private static boolean naive(FloatHistogram earlier, FloatHistogram later) {
    NaiveHistogram now = NaiveHistogram.of(later);
    NaiveHistogram then = NaiveHistogram.of(earlier);
    if (now.count < then.count || now.schema > then.schema || now.threshold < then.threshold) {
      return true;
    }
    NaiveHistogram widened = then.widened(now.threshold);
    if (widened.threshold != now.threshold || now.zero < widened.zero) {
      return true;
    }
    NaiveHistogram coarse = widened.coarser(now.schema);
    return shrunk(now.positive, coarse.positive, now) || shrunk(now.negative, coarse.negative, now);
  }

  private static boolean shrunk(
      Map<Integer, Double> now, Map<Integer, Double> then, NaiveHistogram histogram) {
    return then.entrySet().stream()
        .filter(bucket ->
            BucketBounds.exponential(histogram.schema, bucket.getKey()) > histogram.threshold)
        .anyMatch(bucket -> now.getOrDefault(bucket.getKey(), 0.0) < bucket.getValue());
  }

  @Test
  void believesHintsBeforeCounts() {
    FloatHistogram more = floats(custom(1), 5, 5);
    FloatHistogram less = floats(custom(1), 4, 4);

    assertThat(less.isResetAfter(more)).isTrue();
    assertThat(less.withHint(CounterResetHint.NOT_RESET).isResetAfter(more)).isFalse();
    assertThat(less.withHint(CounterResetHint.GAUGE).isResetAfter(more)).isTrue();
    assertThat(more.isResetAfter(less)).isFalse();
    assertThat(more.withHint(CounterResetHint.RESET).isResetAfter(less)).isTrue();
  }

  @Test
  void comparesBetweenCommonBoundsWhereCustomBoundsDiffer() {
    FloatHistogram before = floats(custom(1, 2, 4), 6, 1, 2, 3);
    FloatHistogram moved = floats(custom(1, 3, 4), 7, 1, 6, 0);
    FloatHistogram fewer = floats(custom(1, 3, 4), 7, 0, 6, 1);

    assertThat(moved.isResetAfter(before)).isFalse();
    assertThat(fewer.isResetAfter(before)).isTrue();
  }

  @Test
  void aChangeBetweenCustomAndExponentialBucketsIsAReset() {
    FloatHistogram custom = floats(custom(1), 1, 1);
    FloatHistogram exponential = floats(HistogramLayout.EMPTY, 2);

    assertThat(exponential.isResetAfter(custom)).isTrue();
    assertThat(custom.isResetAfter(floats(HistogramLayout.EMPTY, 1))).isTrue();
  }

  @Test
  void aPopulatedBucketThatIsGoneIsAResetAnEmptyOneIsNot() {
    HistogramLayout both = exponential(Spans.of(0, 1, 3, 1));
    HistogramLayout first = exponential(Spans.of(0, 1));

    assertThat(floats(first, 9, 9).isResetAfter(floats(both, 9, 8, 1))).isTrue();
    assertThat(floats(first, 9, 9).isResetAfter(floats(both, 9, 9, 0))).isFalse();
    assertThat(floats(both, 9, 9, 0).isResetAfter(floats(first, 9, 9))).isFalse();
  }

  @Test
  void allocatesNothing() {
    RandomGenerator random = seed.random();
    HistogramLane lane = new HistogramLane();
    for (int i = 0; i < 30; i++) {
      NaiveHistogram.random(random).addTo(lane);
    }
    ResetDetection detection = new ResetDetection();

    long bytes =
        Allocation.bytes(() -> {
          for (int i = 1; i < lane.size(); i++) {
            detection.isReset(lane, i, lane, i - 1);
          }
        });

    assertThat(bytes).isZero();
  }

  private static HistogramLayout exponential(Spans spans) {
    return new HistogramLayout(0, 0, spans, Spans.NONE, new double[0]);
  }

  private static HistogramLayout custom(double... bounds) {
    return new HistogramLayout(
        HistogramLayout.CUSTOM_BOUNDS,
        0,
        Spans.of(0, Math.max(1, bounds.length)),
        Spans.NONE,
        bounds);
  }

  private static FloatHistogram floats(HistogramLayout layout, double count, double... buckets) {
    return FloatHistogram.of(layout, CounterResetHint.UNKNOWN, count, 0, 0, buckets);
  }
}
