package io.meridian.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Allocation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BucketCursorTest {
  private static final FloatHistogram BOTH_SIDES =
      FloatHistogram.of(
          new HistogramLayout(
              0, 0.75, Spans.of(0, 2, 0, 0, 1, 1), Spans.of(-1, 1, 2, 1), new double[0]),
          CounterResetHint.UNKNOWN,
          21,
          6,
          4.5,
          1,
          2,
          3,
          4,
          5);

  @Test
  void walksEachSideAwayFromZero() {
    assertThat(walked(new BucketCursor().positive(BOTH_SIDES)))
        .containsExactly("(0.5,1.0]:1.0", "(1.0,2.0]:2.0", "(4.0,8.0]:3.0");
    assertThat(walked(new BucketCursor().negative(BOTH_SIDES)))
        .containsExactly("[-0.5,-0.25):4.0", "[-4.0,-2.0):5.0");
  }

  @Test
  void walksAllBucketsUpAndDownAndEndsThemAtTheZeroBucket() {
    List<String> ascending =
        List.of(
            "[-4.0,-2.0):5.0",
            "[-0.5,-0.75):4.0",
            "[-0.75,0.75]:6.0",
            "(0.75,1.0]:1.0",
            "(1.0,2.0]:2.0",
            "(4.0,8.0]:3.0");

    assertThat(walked(new BucketCursor().ascending(BOTH_SIDES))).isEqualTo(ascending);
    assertThat(walked(new BucketCursor().descending(BOTH_SIDES))).isEqualTo(ascending.reversed());
  }

  @Test
  void walksCustomBucketsBetweenInfinities() {
    FloatHistogram custom =
        FloatHistogram.of(
            new HistogramLayout(
                HistogramLayout.CUSTOM_BOUNDS,
                0,
                Spans.of(0, 3),
                Spans.NONE,
                new double[] {-1, 2.5}),
            CounterResetHint.UNKNOWN,
            6,
            0,
            0,
            1,
            2,
            3);

    assertThat(walked(new BucketCursor().ascending(custom)))
        .containsExactly("[-Infinity,-1.0]:1.0", "(-1.0,2.5]:2.0", "(2.5,Infinity]:3.0");
  }

  @Test
  void walksNothingWhereThereIsNoBucket() {
    HistogramLayout layout =
        new HistogramLayout(0, 0, Spans.of(3, 0, 2, 0), Spans.NONE, new double[0]);
    FloatHistogram empty = FloatHistogram.of(layout, CounterResetHint.UNKNOWN, 0, 0, 0);

    assertThat(new BucketCursor().ascending(empty).next()).isFalse();
    assertThat(new BucketCursor().descending(empty).next()).isFalse();
    assertThat(new BucketCursor().positive(empty).next()).isFalse();
  }

  @Test
  void allocatesNothing() {
    BucketCursor cursor = new BucketCursor();
    double[] sum = new double[1];

    long bytes =
        Allocation.bytes(() -> {
          cursor.descending(BOTH_SIDES);
          while (cursor.next()) {
            sum[0] += cursor.upper() - cursor.lower() + cursor.count();
          }
        });

    assertThat(bytes).isZero();
  }

  @Test
  void textShowsPopulatedBucketsInAscendingOrder() {
    assertThat(BOTH_SIDES.toString())
        .isEqualTo(
            "{count:21, sum:4.5, [-4,-2):5, [-0.5,-0.25):4, [-0.75,0.75]:6, (0.5,1]:1, (1,2]:2,"
                + " (4,8]:3}");
    IntHistogram integers =
        IntHistogram.of(
            new HistogramLayout(0, 0.001, Spans.of(20, 2), Spans.NONE, new double[0]),
            CounterResetHint.UNKNOWN,
            -1,
            0,
            1e-7,
            12345678,
            0);
    assertThat(integers.toString())
        .isEqualTo("{count:18446744073709551615, sum:1e-07, (524288,1.048576e+06]:12345678}");
  }

  @Test
  void textHasTheFewestDigitsThatReadBack() {
    assertThat(text(Double.MIN_VALUE)).isEqualTo("5e-324");
    assertThat(text(1e23)).isEqualTo("1e+23");
    assertThat(text(123456)).isEqualTo("123456");
    assertThat(text(1234567)).isEqualTo("1.234567e+06");
    assertThat(text(100000)).isEqualTo("100000");
    assertThat(text(0.0001)).isEqualTo("0.0001");
    assertThat(text(0.00001234)).isEqualTo("1.234e-05");
    assertThat(text(-0.0)).isEqualTo("-0");
    assertThat(text(Double.NaN)).isEqualTo("NaN");
    assertThat(text(Double.NEGATIVE_INFINITY)).isEqualTo("-Inf");
    assertThat(text(-2.5)).isEqualTo("-2.5");
  }

  private static String text(double value) {
    StringBuilder text = new StringBuilder();
    ShortestDecimal.append(text, value);
    return text.toString();
  }

  private static List<String> walked(BucketCursor cursor) {
    List<String> buckets = new ArrayList<>();
    while (cursor.next()) {
      buckets.add(
          (cursor.isLowerInclusive() ? "[" : "(")
              + cursor.lower()
              + ","
              + cursor.upper()
              + (cursor.isUpperInclusive() ? "]:" : "):")
              + cursor.count());
    }
    return buckets;
  }
}
