package io.meridian.promql.function;

/** Functions of numbers where Java's differ from Go's on NaN, infinities or zeros. */
final class GoMath {
  private GoMath() {}

  /** The larger one; an infinity wins over NaN. */
  static double max(double a, double b) {
    return a == Double.POSITIVE_INFINITY || b == Double.POSITIVE_INFINITY
        ? Double.POSITIVE_INFINITY
        : Math.max(a, b);
  }

  /** The smaller one; an infinity wins over NaN. */
  static double min(double a, double b) {
    return a == Double.NEGATIVE_INFINITY || b == Double.NEGATIVE_INFINITY
        ? Double.NEGATIVE_INFINITY
        : Math.min(a, b);
  }

  /** −1, 1, or the value itself where it has no sign. */
  static double sign(double x) {
    if (x < 0) {
      return -1;
    }
    return x > 0 ? 1 : x;
  }
}
