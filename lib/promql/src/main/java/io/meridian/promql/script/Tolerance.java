package io.meridian.promql.script;

import io.meridian.model.FloatHistogram;
import io.meridian.model.HistogramLayout;
import io.meridian.model.StaleMarker;
import java.util.Arrays;

/**
 * How far an answer may be from what is expected: a millionth of the sum of both. Histograms are
 * compared without their empty buckets; their layouts must be the same.
 */
final class Tolerance {
  private static final double RELATIVE = 1e-6;

  private Tolerance() {}

  /** Whether a point is as good as the one expected. */
  static boolean accepts(Point expected, Point actual) {
    return switch (expected) {
      case Point.Gap() -> actual instanceof Point.Gap;
      case Point.Value(double value) ->
          actual instanceof Point.Value(double other) && accepts(value, other);
      case Point.Buckets(FloatHistogram histogram, boolean hintWritten) ->
          actual instanceof Point.Buckets(FloatHistogram other, var _)
              && (!hintWritten || histogram.hint() == other.hint())
              && accepts(histogram, other);
    };
  }

  static boolean accepts(double expected, double actual) {
    if (StaleMarker.isStale(expected) || StaleMarker.isStale(actual)) {
      return StaleMarker.isStale(expected) && StaleMarker.isStale(actual);
    }
    if (expected == actual || (Double.isNaN(expected) && Double.isNaN(actual))) {
      return true;
    }
    double size = Math.abs(expected) + Math.abs(actual);
    double difference = Math.abs(expected - actual);
    if (expected == 0 || actual == 0 || size < Double.MIN_NORMAL) {
      return difference < RELATIVE * Double.MIN_NORMAL;
    }
    return difference / Math.min(size, Double.MAX_VALUE) < RELATIVE;
  }

  private static boolean accepts(FloatHistogram expected, FloatHistogram actual) {
    FloatHistogram one = expected.compacted(0);
    FloatHistogram other = actual.compacted(0);
    if (!isSame(one.layout(), other.layout())
        || !accepts(one.count(), other.count())
        || !accepts(one.sum(), other.sum())
        || !accepts(one.zeroCount(), other.zeroCount())) {
      return false;
    }
    for (int i = 0; i < one.layout().positive().buckets(); i++) {
      if (!accepts(one.positive(i), other.positive(i))) {
        return false;
      }
    }
    for (int i = 0; i < one.layout().negative().buckets(); i++) {
      if (!accepts(one.negative(i), other.negative(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isSame(HistogramLayout one, HistogramLayout other) {
    return one.schema() == other.schema()
        && one.zeroThreshold() == other.zeroThreshold()
        && Arrays.equals(one.customBounds(), other.customBounds())
        && one.positive().holdSameBuckets(other.positive())
        && one.negative().holdSameBuckets(other.negative());
  }
}
