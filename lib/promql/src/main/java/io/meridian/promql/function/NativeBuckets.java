package io.meridian.promql.function;

import io.meridian.model.BucketCursor;
import io.meridian.model.BucketFraction;
import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramLayout;
import io.meridian.model.Logarithm;
import io.meridian.promql.math.Exponential;

/**
 * Quantiles and fractions of native histograms. Observations are taken to be spread evenly between
 * custom bounds and in the zero bucket, evenly on a logarithmic scale in exponential buckets. The
 * zero bucket begins, or ends, at 0 if there are no buckets on that side. One instance is used by
 * one thread at a time.
 */
final class NativeBuckets {
  /** What is to be said of a histogram that observed NaN, which is in no bucket. */
  enum Finding {
    NONE,
    QUANTILE_IS_NAN,
    QUANTILE_IS_SKEWED,
    NAN_IS_EXCLUDED
  }

  private final BucketCursor bucket = new BucketCursor();
  private Finding finding = Finding.NONE;

  /** The bucket that the walk over them is at. */
  private double lower;

  private double upper;
  private double count;

  /** The observations in this bucket and those that the walk passed. */
  private double passed;

  /** What is to be said of the last histogram. */
  Finding finding() {
    return finding;
  }

  /** The value below which a part of the observations lies. */
  double quantile(double quantile, HistogramLane lane, int index) {
    finding = Finding.NONE;
    if (quantile < 0) {
      return Double.NEGATIVE_INFINITY;
    }
    if (quantile > 1) {
      return Double.POSITIVE_INFINITY;
    }
    double observations = lane.count(index);
    if (observations == 0 || Double.isNaN(quantile)) {
      return Double.NaN;
    }
    boolean upwards = quantile < 0.5 || Double.isNaN(lane.sum(index));
    double rank = (upwards ? quantile : 1 - quantile) * observations;
    walkTo(rank, upwards ? bucket.ascending(lane, index) : bucket.descending(lane, index));
    HistogramLayout layout = lane.layout(index);
    if (layout.hasCustomBounds()) {
      if (lower == Double.NEGATIVE_INFINITY) {
        if (upper <= 0) {
          return upper;
        }
        lower = 0;
      } else if (upper == Double.POSITIVE_INFINITY) {
        return lower;
      }
    } else if (lower < 0 && upper > 0) {
      cutZeroBucket(layout);
    }
    passed = passed > observations ? observations : passed;
    if (passed < rank) {
      return unreached(lane, index);
    }
    rank = upwards ? rank - (passed - count) : passed - rank;
    return interpolated(lane, index, rank);
  }

  private void walkTo(double rank, BucketCursor buckets) {
    lower = 0;
    upper = 0;
    count = 0;
    passed = 0;
    while (buckets.next()) {
      take(buckets);
      passed += count;
      if (count != 0 && passed >= rank) {
        return;
      }
    }
  }

  private void take(BucketCursor at) {
    lower = at.lower();
    upper = at.upper();
    count = at.count();
  }

  private void cutZeroBucket(HistogramLayout layout) {
    int positive = layout.positive().buckets();
    int negative = layout.negative().buckets();
    if (negative == 0 && positive > 0) {
      lower = 0;
    } else if (positive == 0 && negative > 0) {
      upper = 0;
    }
  }

  /** All buckets together hold less than the rank: the rest observed NaN. */
  private double unreached(HistogramLane lane, int index) {
    if (Double.isNaN(lane.sum(index))) {
      finding = Finding.QUANTILE_IS_NAN;
      return Double.NaN;
    }
    return upper;
  }

  private double interpolated(HistogramLane lane, int index, double rank) {
    if (Double.isNaN(lane.sum(index))) {
      walkOn(lane.count(index));
    }
    double part = rank / count;
    if (lane.layout(index).hasCustomBounds() || (lower <= 0 && upper >= 0)) {
      return lower + (upper - lower) * part;
    }
    double logLower = Logarithm.binary(Math.abs(lower));
    double logUpper = Logarithm.binary(Math.abs(upper));
    return lower > 0
        ? Exponential.exp2(logLower + (logUpper - logLower) * part)
        : -Exponential.exp2(logUpper + (logLower - logUpper) * (1 - part));
  }

  /**
   * Counts what is left. As in Prometheus, what comes after this goes by the last bucket there is,
   * with the part of the one that was found.
   */
  private void walkOn(double observations) {
    while (bucket.next()) {
      take(bucket);
      passed += count;
    }
    if (passed < observations) {
      finding = Finding.QUANTILE_IS_SKEWED;
    }
  }

  /** The part of the observations between two values. */
  double fraction(double from, double to, HistogramLane lane, int index) {
    finding = Finding.NONE;
    double observations = lane.count(index);
    if (observations == 0 || Double.isNaN(from) || Double.isNaN(to)) {
      return Double.NaN;
    }
    if (from >= to) {
      return 0;
    }
    double all = observations;
    if (Double.isNaN(lane.sum(index))) {
      all = counted(lane, index);
      finding = all < observations ? Finding.NAN_IS_EXCLUDED : Finding.NONE;
    }
    double below = Math.min(rank(from, lane, index), all);
    return (Math.min(rank(to, lane, index), all) - below) / observations;
  }

  private double counted(HistogramLane lane, int index) {
    double all = 0;
    for (bucket.ascending(lane, index); bucket.next(); ) {
      all += bucket.count();
    }
    return all;
  }

  /** How many observations lie below a value; +Inf if all do. */
  private double rank(double value, HistogramLane lane, int index) {
    HistogramLayout layout = lane.layout(index);
    double rank = 0;
    for (bucket.ascending(lane, index); bucket.next(); ) {
      take(bucket);
      boolean aroundZero = lower <= 0 && upper >= 0;
      if (aroundZero) {
        cutZeroBucket(layout);
      }
      if (lower >= value) {
        return rank;
      }
      if (upper > value) {
        boolean even = layout.hasCustomBounds() || aroundZero;
        return lower == Double.NEGATIVE_INFINITY && even
            ? count
            : rank + count * BucketFraction.below(value, lower, upper, even);
      }
      rank += count;
    }
    return Double.POSITIVE_INFINITY;
  }
}
