package io.meridian.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HistogramValidationTest {
  static Stream<Arguments> faulty() {
    return Stream.of(
        arguments("schema 9 is none of -4 to 8", ints(exponential(9), 0, 0, 0)),
        arguments("schema -5 is none of -4 to 8", ints(exponential(-5), 0, 0, 0)),
        arguments(
            "positive span 2 begins 1 buckets before the end of the one before it",
            ints(exponential(0, 0, 1, -1, 1), 2, 0, 0, 1, 1)),
        arguments(
            "reach beyond the largest bucket",
            ints(exponential(0, Integer.MAX_VALUE, 1), 1, 0, 0, 1)),
        arguments(
            "positive bucket 2 has the negative count -1",
            ints(exponential(0, 0, 2), 0, 0, 0, 1, -1)),
        arguments(
            "the buckets hold 3 observations, but the count is 2",
            ints(exponential(0, 0, 1), 2, 1, 0, 2)),
        arguments(
            "the buckets hold 3 observations, but the count is 4",
            ints(exponential(0, 0, 1), 4, 1, 0, 2)),
        arguments(
            "the buckets hold 3 observations, but the count is 2",
            ints(exponential(0, 0, 1), 2, 1, Double.NaN, 2)),
        arguments("the count is negative: -1", floats(exponential(0), -1, 0)),
        arguments("the zero bucket has the negative count -0.5", floats(exponential(0), 1, -0.5)),
        arguments(
            "positive bucket 1 has the negative count -3", floats(exponential(0, 4, 1), 1, 0, -3)),
        arguments("custom bound 2 is NaN", ints(custom(1, Double.NaN), 0, 0, 0, 0)),
        arguments("must ascend, but 1 follows 1", ints(custom(1, 1), 0, 0, 0, 0)),
        arguments("which is implied", ints(custom(Double.POSITIVE_INFINITY), 0, 0, 0, 0)),
        arguments("2 buckets, but the spans reach over 3", ints(customFrom(2, 1.0), 0, 0, 0, 0)),
        arguments("the first span must not begin below 0", ints(customFrom(-1, 1.0), 0, 0, 0, 0)),
        arguments("the zero count must be 0, but is 1", ints(custom(1, 2), 1, 1, 0, 0)),
        arguments(
            "the zero threshold must be 0",
            ints(new HistogramLayout(-53, 1, Spans.NONE, Spans.NONE, new double[0]), 0, 0, 0)),
        arguments(
            "no negative buckets",
            ints(
                new HistogramLayout(-53, 0, Spans.NONE, Spans.of(0, 1), new double[0]),
                0,
                0,
                0,
                0)),
        arguments(
            "there are custom bounds, but schema 3",
            ints(new HistogramLayout(3, 0, Spans.NONE, Spans.NONE, new double[] {1}), 0, 0, 0)));
  }

  @ParameterizedTest
  @MethodSource("faulty")
  void namesTheFault(String fault, Histogram histogram) {
    assertThat(HistogramValidation.fault(histogram.lane(), 0)).contains(fault);
  }

  static Stream<Histogram> sound() {
    return Stream.of(
        ints(exponential(-4, -3, 1, 0, 2), 7, 1, 3.5, 1, 2, 3),
        ints(exponential(8, 0, 1), 5, 0, Double.NaN, 2),
        floats(exponential(0, 0, 2), 1, 0, 100, 0.25),
        floats(exponential(0, 0, 1), Double.NaN, Double.NaN, Double.NaN),
        ints(custom(-2.5, 0, 3), 1, 0, 0, 1),
        ints(new HistogramLayout(-53, 0, Spans.of(0, 1), Spans.NONE, new double[0]), 4, 0, 0, 4));
  }

  @ParameterizedTest
  @MethodSource("sound")
  void acceptsWhatPrometheusAccepts(Histogram histogram) {
    assertThat(HistogramValidation.fault(histogram.lane(), 0)).isNull();
  }

  private static HistogramLayout exponential(int schema, int... spans) {
    return new HistogramLayout(schema, 0, Spans.of(spans), Spans.NONE, new double[0]);
  }

  private static HistogramLayout customFrom(int offset, double... bounds) {
    return new HistogramLayout(-53, 0, Spans.of(offset, 1), Spans.NONE, bounds);
  }

  private static HistogramLayout custom(double... bounds) {
    return customFrom(0, bounds);
  }

  private static IntHistogram ints(
      HistogramLayout layout, long count, long zero, double sum, long... buckets) {
    return IntHistogram.of(layout, CounterResetHint.UNKNOWN, count, zero, sum, buckets);
  }

  private static FloatHistogram floats(
      HistogramLayout layout, double count, double zero, double... buckets) {
    return FloatHistogram.of(layout, CounterResetHint.UNKNOWN, count, zero, 0, buckets);
  }
}
