package io.meridian.model;

/**
 * Logarithms with the bits that Go gives on the processors that Prometheus mostly runs on, by the
 * polynomial of FreeBSD's e_log. Java's own are as good but differ in last bits.
 *
 * <p>Below the smallest normal number the logarithm is that of a number 2^−1022 × (½ + fraction):
 * Go's assembly takes denormal numbers so; log2 does not.
 */
public final class Logarithm {
  private static final double LN2 = 0.6931471805599453;
  private static final double LN2_HIGH = 0.6931471803691238;
  private static final double LN2_LOW = 1.9082149292705877e-10;
  private static final double HALF_SQRT2 = 0.7071067811865476;
  private static final double[] EVEN = {
    0.15313837699209373, 0.22222198432149784, 0.3999999999940942
  };
  private static final double[] ODD = {
    0.14798198605116586, 0.1818357216161805, 0.2857142874366239, 0.6666666666666735
  };

  private Logarithm() {}

  /** To base e. */
  public static double natural(double x) {
    if (Double.isNaN(x) || x == Double.POSITIVE_INFINITY) {
      return x;
    }
    if (x <= 0) {
      return x == 0 ? Double.NEGATIVE_INFINITY : Double.NaN;
    }
    long bits = Double.doubleToRawLongBits(x);
    double fraction =
        Double.longBitsToDouble((bits & 0x000f_ffff_ffff_ffffL) | 0x3fe0_0000_0000_0000L);
    double exponent = (int) (bits >>> 52) - 0x3fe;
    if (fraction < HALF_SQRT2) {
      exponent -= 1;
      fraction *= 2;
    }
    double f = fraction - 1;
    double s = f / (2 + f);
    double square = s * s;
    double fourth = square * square;
    double sum = square * polynomial(ODD, fourth) + fourth * polynomial(EVEN, fourth);
    double half = 0.5 * f * f;
    return exponent * LN2_HIGH - ((half - (s * (half + sum) + exponent * LN2_LOW)) - f);
  }

  private static double polynomial(double[] coefficients, double x) {
    double value = coefficients[0];
    for (int i = 1; i < coefficients.length; i++) {
      value = value * x + coefficients[i];
    }
    return value;
  }

  /** To base 2; exact for powers of two. */
  public static double binary(double x) {
    if (!(x > 0) || Double.isInfinite(x)) {
      return natural(x);
    }
    if (x < Double.MIN_NORMAL) {
      return binary(x * 0x1p52) - 52;
    }
    int exponent = Math.getExponent(x) + 1;
    double fraction = Math.scalb(x, -exponent);
    return fraction == 0.5 ? exponent - 1 : natural(fraction) * (1 / LN2) + exponent;
  }

  /** To base 10. */
  public static double decimal(double x) {
    return natural(x) * 0.4342944819032518;
  }
}
