package io.meridian.model;

/**
 * Removes the observations of a histogram under calculation above or below a value. Buckets on the
 * far side are emptied; one that the value cuts keeps the part that {@link BucketFraction} says. If
 * anything changed, count and sum are estimated anew from the buckets, each standing for its
 * midpoint, and empty buckets are dropped.
 *
 * <p>Of a bucket that reaches to an infinity nothing is known of its spread. Cut, it is dropped
 * from the infinite end and kept whole from the other; but one that reaches from −Inf to a positive
 * bound is taken to begin at 0 where the value is positive, too.
 */
final class HistogramTrim {
  private final boolean keepBelow;
  private final double value;
  private final boolean even;
  private double count;
  private double sum;
  private boolean trimmed;
  private boolean whole;
  private boolean anyPositive;
  private boolean anyNegative;

  /** What is kept of the bucket looked at last, if not all of it, and the midpoint of that. */
  private double kept;

  private double midpoint;

  private HistogramTrim(boolean keepBelow, double value, boolean even) {
    this.keepBelow = keepBelow;
    this.value = value;
    this.even = even;
  }

  static void trim(HistogramSum sum, boolean keepBelow, double value) {
    HistogramTrim trim = new HistogramTrim(keepBelow, value, sum.hasCustomBounds());
    trim.anyPositive = trim.side(sum, sum.positive(), true);
    trim.anyNegative = trim.side(sum, sum.negative(), false);
    if (sum.zero().count > 0) {
      trim.zero(sum.zero());
    }
    if (trim.trimmed) {
      sum.totals(trim.count, trim.sum);
      sum.compact(0);
    }
  }

  /** Returns whether any bucket was populated. */
  private boolean side(HistogramSum of, BucketSide side, boolean positive) {
    int[] buckets = side.numbers();
    boolean any = false;
    for (int i = 0; i < side.size(); i++) {
      if (side.count(i) != 0) {
        any = true;
        double far = bound(of, buckets[i]);
        double near = bound(of, buckets[i] - 1);
        bucket(side.count(i), positive ? near : -far, positive ? far : -near, positive);
        if (!whole && kept != side.count(i)) {
          side.set(i, kept);
          trimmed = true;
        }
        add();
      }
    }
    return any;
  }

  private static double bound(HistogramSum of, int bucket) {
    return of.hasCustomBounds()
        ? BucketBounds.custom(of.bounds(), bucket)
        : BucketBounds.exponential(of.schema(), bucket);
  }

  private void add() {
    count += kept;
    sum += midpoint * kept;
  }

  private void bucket(double n, double lower, double upper, boolean positive) {
    whole = keepBelow ? upper <= value : lower >= value;
    if (whole) {
      keep(n, midpoint(lower, upper, positive));
    } else if (keepBelow ? lower < value : upper > value) {
      cut(n, lower, upper, positive);
    } else {
      keep(0, 0);
    }
  }

  private void keep(double n, double middle) {
    kept = n;
    midpoint = middle;
  }

  private void cut(double n, double lower, double upper, boolean positive) {
    if (lower == Double.NEGATIVE_INFINITY) {
      cutFromInfinity(n, upper);
    } else if (upper == Double.POSITIVE_INFINITY) {
      keep(keepBelow ? 0 : n, keepBelow ? 0 : value);
    } else {
      double below = value <= lower ? 0 : n * BucketFraction.below(value, lower, upper, even);
      keep(
          keepBelow ? below : n - below,
          keepBelow ? midpoint(lower, value, positive) : midpoint(value, upper, positive));
    }
  }

  private void cutFromInfinity(double n, double upper) {
    boolean fromZero = upper > 0 && upper < Double.POSITIVE_INFINITY;
    if (keepBelow) {
      if (fromZero && value > 0) {
        keep(n * value / upper, value / 2);
      } else if (upper <= 0) {
        keep(n, value);
      } else {
        keep(0, 0);
      }
    } else if (fromZero && value >= 0) {
      keep(n * (1 - value / upper), (value + upper) / 2);
    } else {
      keep(0, 0);
    }
  }

  private double midpoint(double lower, double upper, boolean positive) {
    if (Double.isInfinite(lower)) {
      if (Double.isInfinite(upper)) {
        return 0;
      }
      return upper > 0 ? upper / 2 : upper;
    }
    if (Double.isInfinite(upper)) {
      return lower;
    }
    if (even) {
      return (lower + upper) / 2;
    }
    double mean = Math.sqrt(Math.abs(lower * upper));
    return positive ? mean : -mean;
  }

  /**
   * The zero bucket reaches to the side only on which there are observations, if there are any. One
   * that is but a point is kept above its value and not below it.
   */
  private void zero(ZeroBucket zero) {
    double lower = anyPositive && !anyNegative ? 0 : -zero.threshold;
    double upper = anyNegative && !anyPositive ? 0 : zero.threshold;
    boolean outside = keepBelow ? value <= lower : value >= upper && value > lower;
    if (outside) {
      keep(0, 0);
    } else if (keepBelow ? value >= upper : value <= lower) {
      keep(zero.count, (lower + upper) / 2);
    } else if (keepBelow) {
      keep(zero.count * ((value - lower) / (upper - lower)), (lower + value) / 2);
    } else {
      keep(zero.count * ((upper - value) / (upper - lower)), (value + upper) / 2);
    }
    if (kept != zero.count) {
      zero.set(zero.threshold, kept);
      trimmed = true;
    }
    add();
  }
}
