package io.meridian.model;

/**
 * Where the buckets of native histograms begin and end.
 *
 * <p>In an exponential schema s the positive bucket i holds observations in (b^(i−1), b^i] with b =
 * 2^(2^−s); the negative bucket i is its mirror image. Two rules come on top: the bucket whose
 * upper bound would be 2^1024 ends at the largest finite number, so that the next one holds the
 * infinities alone; and the bounds between two powers of two are not the nearest doubles but those
 * that Prometheus' libraries and servers tabulate. Their table follows from a recurrence: each odd
 * entry of a schema is the entry before times b, each even one is the coarser schema's, and the b
 * of schema 1 is the double below √2. Observations were sorted into buckets by these bounds, so
 * they are the right ones.
 */
public final class BucketBounds {
  /** The coarsest exponential schema in use. */
  public static final int MIN_SCHEMA = -4;

  /** The finest exponential schema in use. */
  public static final int MAX_SCHEMA = 8;

  private static final double[] FRACTIONS = fractions();

  private BucketBounds() {}

  /**
   * Whether histograms of a schema can be worked with: exponential, or with bounds of their own.
   */
  public static boolean isValid(int schema) {
    return schema == HistogramLayout.CUSTOM_BOUNDS || isExponential(schema);
  }

  /** Whether a schema is one of the exponential ones in use. */
  public static boolean isExponential(int schema) {
    return schema >= MIN_SCHEMA && schema <= MAX_SCHEMA;
  }

  /** The larger bound, by absolute value, of a bucket in an exponential schema. */
  public static double exponential(int schema, int bucket) {
    if (schema < 0) {
      long exponent = (long) bucket << -schema;
      return exponent == 1024 ? Double.MAX_VALUE : power(1.0, exponent);
    }
    double fraction = FRACTIONS[(bucket & ((1 << schema) - 1)) << (MAX_SCHEMA - schema)];
    long exponent = (bucket >> schema) + 1L;
    return fraction == 0.5 && exponent == 1025 ? Double.MAX_VALUE : power(fraction, exponent);
  }

  /**
   * The upper bound of a bucket between custom bounds; bucket −1 ends at −Inf, the one past the
   * bounds at +Inf.
   */
  public static double custom(double[] bounds, int bucket) {
    if (bucket < 0) {
      return Double.NEGATIVE_INFINITY;
    }
    return bucket < bounds.length ? bounds[bucket] : Double.POSITIVE_INFINITY;
  }

  /** The larger bound, by absolute value, of a layout's bucket. */
  public static double of(HistogramLayout layout, int bucket) {
    return layout.hasCustomBounds()
        ? custom(layout.customBounds(), bucket)
        : exponential(layout.schema(), bucket);
  }

  /** The bucket that takes a bucket in when the schema gets coarser by some steps. */
  static int coarser(int bucket, int steps) {
    return (int) (((bucket - 1L) >> Math.min(steps, 63)) + 1);
  }

  private static double power(double fraction, long exponent) {
    return Math.scalb(fraction, (int) Math.max(-5000, Math.min(5000, exponent)));
  }

  /** The bounds of schema 8 in [0.5, 1); every coarser schema's are among them. */
  private static double[] fractions() {
    double[] bounds = {0.5};
    for (int schema = 1; schema <= MAX_SCHEMA; schema++) {
      double base = StrictMath.pow(2, Math.scalb(1.0, -schema));
      double factor = schema == 1 ? Math.nextDown(base) : base;
      double[] finer = new double[1 << schema];
      for (int i = 0; i < finer.length; i += 2) {
        finer[i] = bounds[i / 2];
        finer[i + 1] = finer[i] * factor;
      }
      bounds = finer;
    }
    return bounds;
  }
}
