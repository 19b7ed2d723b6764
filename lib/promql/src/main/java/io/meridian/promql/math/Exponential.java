package io.meridian.promql.math;

/**
 * Powers of e and of 2, and the hyperbolic functions. Powers of e come from a Taylor series at a
 * sixteenth of the argument, squared four times, with fused multiplications; powers of 2 from the
 * polynomial of FreeBSD's msun; sinh near 0 is Hart and Cheney's 2029, tanh is Cephes'.
 */
public final class Exponential {
  private static final double LN2_UPPER = 0.693147180559663;
  private static final double LN2_LOWER = 2.8235290563031577e-13;
  private static final double[] TAYLOR = {
    2.48015873015873e-5,
    0.0001984126984126984,
    0.001388888888888889,
    0.008333333333333333,
    0.041666666666666664,
    0.16666666666666666,
    0.5,
    1
  };
  private static final double[] EXP2 = {
    4.1381367970572385e-8,
    -1.6533902205465252e-6,
    6.613756321437934e-5,
    -0.0027777777777015593,
    0.16666666666666666
  };

  private Exponential() {}

  /** A power of e. */
  public static double exp(double x) {
    if (Double.isNaN(x) || x == Double.POSITIVE_INFINITY) {
      return x;
    }
    if (x > 709.782712893384) {
      return Double.POSITIVE_INFINITY;
    }
    double exponent = Math.rint(x * 1.4426950408889634);
    if (exponent < -1075) {
      return 0;
    }
    if (exponent > 1023) {
      return Double.POSITIVE_INFINITY;
    }
    double rest = Math.fma(-exponent, LN2_LOWER, Math.fma(-exponent, LN2_UPPER, x)) * 0.0625;
    double sum = TAYLOR[0];
    for (int i = 1; i < TAYLOR.length; i++) {
      sum = Math.fma(rest, sum, TAYLOR[i]);
    }
    double less = rest * sum;
    for (int i = 0; i < 3; i++) {
      less *= less + 2;
    }
    return Math.scalb(Math.fma(less + 2, less, 1), (int) exponent);
  }

  /** A power of 2. */
  public static double exp2(double x) {
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
    double sum = EXP2[0];
    for (int i = 1; i < EXP2.length; i++) {
      sum = EXP2[i] + square * sum;
    }
    double c = reduced - square * sum;
    return Math.scalb(1 - ((low - (reduced * c) / (2 - c)) - high), exponent);
  }

  public static double sinh(double x) {
    double size = x < 0 ? -x : x;
    double result;
    if (size > 21) {
      result = exp(size) * 0.5;
    } else if (size > 0.5) {
      double power = exp(size);
      result = (power - 1 / power) * 0.5;
    } else {
      double square = size * size;
      double above =
          ((-26.30563213397497 * square - 2894.211355989564) * square - 89912.72022039509) * square
              - 630767.3640497717;
      double below =
          ((square - 173.6789535582337) * square + 15215.17378790019) * square - 630767.3640497717;
      result = above * size / below;
    }
    return x < 0 ? -result : result;
  }

  public static double cosh(double x) {
    double size = Math.abs(x);
    double power = exp(size);
    return size > 21 ? power * 0.5 : (power + 1 / power) * 0.5;
  }

  public static double tanh(double x) {
    double size = Math.abs(x);
    if (size > 0.5 * 88.02969193111305) {
      return x < 0 ? -1 : 1;
    }
    if (size >= 0.625) {
      double result = 1 - 2 / (exp(2 * size) + 1);
      return x < 0 ? -result : result;
    }
    if (x == 0) {
      return x;
    }
    double square = x * x;
    double above = (-0.9643991794250523 * square - 99.28772310019185) * square - 1614.6876844170845;
    double below =
        ((square + 112.81167849163293) * square + 2235.4883906010045) * square + 4844.063053251255;
    return x + x * square * above / below;
  }
}
