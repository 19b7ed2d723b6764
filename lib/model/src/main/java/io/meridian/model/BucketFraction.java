package io.meridian.model;

/**
 * How a bucket's observations are taken to be spread between its bounds: evenly in custom buckets
 * and the zero bucket, evenly on a logarithmic scale in exponential buckets.
 */
public final class BucketFraction {
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
    double logLower = Logarithm.binary(Math.abs(lower));
    double logUpper = Logarithm.binary(Math.abs(upper));
    double log = Logarithm.binary(Math.abs(value));
    return value > 0
        ? (log - logLower) / (logUpper - logLower)
        : 1 - (log - logUpper) / (logLower - logUpper);
  }
}
