package io.meridian.model;

/**
 * How a bucket's observations are taken to be spread between its bounds: evenly in custom buckets
 * and the zero bucket, evenly on a logarithmic scale in exponential buckets.
 */
public final class BucketFraction {
  private static final double LOG2_E = 1.4426950408889634;

  private BucketFraction() {}

  /**
   * The part of a bucket that lies at or below a value strictly between its bounds, which must be
   * finite.
   *
   * @param even whether observations are spread evenly, not on a logarithmic scale
   */
  public static double below(double value, double lower, double upper, boolean even) {
    if (even) {
      return (value - lower) / (upper - lower);
    }
    double logLower = log2(Math.abs(lower));
    double logUpper = log2(Math.abs(upper));
    double log = log2(Math.abs(value));
    return value > 0
        ? (log - logLower) / (logUpper - logLower)
        : 1 - (log - logUpper) / (logLower - logUpper);
  }

  /** Exact for powers of two. */
  private static double log2(double value) {
    if (value == 0 || Double.isInfinite(value) || Double.isNaN(value)) {
      return StrictMath.log(value);
    }
    int exponent = Math.getExponent(value) + 1;
    if (exponent < Double.MIN_EXPONENT + 1) {
      return log2(value * 0x1p60) - 60;
    }
    double fraction = Math.scalb(value, -exponent);
    return fraction == 0.5 ? exponent - 1 : StrictMath.log(fraction) * LOG2_E + exponent;
  }
}
