package io.meridian.promql.function;

/**
 * Functions of numbers where Java has none, or one that differs from Go's on NaN, infinities or
 * zeros. The inverse hyperbolic functions are those of FreeBSD's msun.
 */
final class GoMath {
  private static final double LN2 = 0.6931471805599453;
  private static final double LARGE = 1L << 28;
  private static final double NEAR_ZERO = 1.0 / (1L << 28);

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

  static double asinh(double x) {
    if (Double.isNaN(x) || Double.isInfinite(x)) {
      return x;
    }
    double size = Math.abs(x);
    double result;
    if (size > LARGE) {
      result = StrictMath.log(size) + LN2;
    } else if (size > 2) {
      result = StrictMath.log(2 * size + 1 / (Math.sqrt(size * size + 1) + size));
    } else if (size < NEAR_ZERO) {
      result = size;
    } else {
      result = StrictMath.log1p(size + size * size / (1 + Math.sqrt(1 + size * size)));
    }
    return Math.copySign(result, x);
  }

  static double acosh(double x) {
    if (x < 1 || Double.isNaN(x)) {
      return Double.NaN;
    }
    if (x == 1) {
      return 0;
    }
    if (x >= LARGE) {
      return StrictMath.log(x) + LN2;
    }
    if (x > 2) {
      return StrictMath.log(2 * x - 1 / (x + Math.sqrt(x * x - 1)));
    }
    double above = x - 1;
    return StrictMath.log1p(above + Math.sqrt(2 * above + above * above));
  }

  static double atanh(double x) {
    double size = Math.abs(x);
    if (size > 1 || Double.isNaN(x)) {
      return Double.NaN;
    }
    double result;
    if (size == 1) {
      result = Double.POSITIVE_INFINITY;
    } else if (size < NEAR_ZERO) {
      result = size;
    } else if (size < 0.5) {
      double twice = size + size;
      result = 0.5 * StrictMath.log1p(twice + twice * size / (1 - size));
    } else {
      result = 0.5 * StrictMath.log1p((size + size) / (1 - size));
    }
    return Math.copySign(result, x);
  }

  /** Exact for powers of two. */
  static double log2(double x) {
    if (!(x > 0) || Double.isInfinite(x)) {
      return StrictMath.log(x);
    }
    int exponent = Math.getExponent(x) + 1;
    if (exponent <= Double.MIN_EXPONENT) {
      return log2(x * 0x1p60) - 60;
    }
    double fraction = Math.scalb(x, -exponent);
    return fraction == 0.5 ? exponent - 1 : StrictMath.log(fraction) * (1 / LN2) + exponent;
  }

  static double log10(double x) {
    return log2(x) * (LN2 / 2.302585092994046);
  }

  /** 2 to a power, by the polynomial of FreeBSD's msun. */
  static double exp2(double x) {
    if (Double.isNaN(x)) {
      return x;
    }
    if (x > 1023.9999999999999) {
      return Double.POSITIVE_INFINITY;
    }
    if (x < -1074) {
      return 0;
    }
    int exponent = x > 0 ? (int) (x + 0.5) : (int) (x - 0.5);
    double rest = x - exponent;
    double high = rest * 0.6931471803691238;
    double low = -rest * 1.9082149292705877e-10;
    double reduced = high - low;
    double square = reduced * reduced;
    double polynomial =
        0.16666666666666666
            + square
                * (-0.0027777777777015593
                    + square
                        * (6.613756321437934e-5
                            + square * (-1.6533902205465252e-6 + square * 4.1381367970572385e-8)));
    double c = reduced - square * polynomial;
    return Math.scalb(1 - ((low - (reduced * c) / (2 - c)) - high), exponent);
  }

  /** −1, 1, or the value itself where it has no sign. */
  static double sign(double x) {
    if (x < 0) {
      return -1;
    }
    return x > 0 ? 1 : x;
  }
}
