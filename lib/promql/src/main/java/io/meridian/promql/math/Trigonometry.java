package io.meridian.promql.math;

/**
 * Functions of angles and their inverses, by the algorithms of the Cephes library: arguments are
 * reduced to an eighth of a circle, {@link Octant}, and polynomials or quotients of them give the
 * rest.
 */
public final class Trigonometry {
  private static final double[] SINE = {
    1.5896230157654656e-10,
    -2.5050747762857807e-8,
    2.7557313621385722e-6,
    -0.0001984126982958954,
    0.008333333333322118,
    -0.1666666666666663
  };
  private static final double[] COSINE = {
    -1.1358536521387682e-11,
    2.087570084197473e-9,
    -2.755731417929674e-7,
    2.4801587288851704e-5,
    -0.0013888888888873056,
    0.041666666666666595
  };
  private static final double[] TANGENT_ABOVE = {
    -13093.693918138379, 1153516.6483858742, -17956525.197648488
  };
  private static final double[] TANGENT_BELOW = {
    1, 13681.296347069296, -1320892.3444021097, 25008380.18233579, -53869575.592945464
  };
  private static final double[] ARC_ABOVE = {
    -0.8750608600031904,
    -16.157537187333652,
    -75.00855792314705,
    -122.88666844901361,
    -64.85021904942025
  };
  private static final double[] ARC_BELOW = {
    1,
    24.858464901423062,
    165.02700983169885,
    432.88106049129027,
    485.3903996359137,
    194.5506571482614
  };

  /** What a double of π/2 lacks. */
  private static final double MORE_BITS = 6.123233995736766e-17;

  private static final double TAN_3_PI_8 = 2.414213562373095;

  private Trigonometry() {}

  private static double polynomial(double[] coefficients, double x) {
    double value = coefficients[0];
    for (int i = 1; i < coefficients.length; i++) {
      value = value * x + coefficients[i];
    }
    return value;
  }

  public static double sin(double x) {
    if (x == 0 || Double.isNaN(x)) {
      return x;
    }
    if (Double.isInfinite(x)) {
      return Double.NaN;
    }
    Octant octant = Octant.of(Math.abs(x));
    boolean negative = (x < 0) != (octant.number() % 8 > 3);
    int number = octant.number() % 4;
    double value = number == 1 || number == 2 ? cosine(octant.rest()) : sine(octant.rest());
    return negative ? -value : value;
  }

  public static double cos(double x) {
    if (Double.isNaN(x) || Double.isInfinite(x)) {
      return Double.NaN;
    }
    Octant octant = Octant.of(Math.abs(x));
    int number = octant.number() % 4;
    boolean negative = (octant.number() % 8 > 3) != (number > 1);
    double value = number == 1 || number == 2 ? sine(octant.rest()) : cosine(octant.rest());
    return negative ? -value : value;
  }

  private static double sine(double x) {
    double square = x * x;
    return x + x * square * polynomial(SINE, square);
  }

  private static double cosine(double x) {
    double square = x * x;
    return 1.0 - 0.5 * square + square * square * polynomial(COSINE, square);
  }

  public static double tan(double x) {
    if (x == 0 || Double.isNaN(x)) {
      return x;
    }
    if (Double.isInfinite(x)) {
      return Double.NaN;
    }
    Octant octant = Octant.of(Math.abs(x));
    double rest = octant.rest();
    double square = rest * rest;
    double value = rest;
    if (square > 1e-14) {
      value =
          rest
              + rest
                  * (square
                      * polynomial(TANGENT_ABOVE, square)
                      / polynomial(TANGENT_BELOW, square));
    }
    if ((octant.number() & 2) == 2) {
      value = -1 / value;
    }
    return x < 0 ? -value : value;
  }

  public static double asin(double x) {
    if (x == 0) {
      return x;
    }
    double size = Math.abs(x);
    if (!(size <= 1)) {
      return Double.NaN;
    }
    double other = Math.sqrt(1 - size * size);
    double value = size > 0.7 ? Math.PI / 2 - arc(other / size) : arc(size / other);
    return x < 0 ? -value : value;
  }

  public static double acos(double x) {
    return Math.PI / 2 - asin(x);
  }

  public static double atan(double x) {
    if (x == 0) {
      return x;
    }
    return x > 0 ? arc(x) : -arc(-x);
  }

  /** The arc tangent of a number that is not negative. */
  private static double arc(double x) {
    if (x <= 0.66) {
      return smallArc(x);
    }
    if (x > TAN_3_PI_8) {
      return Math.PI / 2 - smallArc(1 / x) + MORE_BITS;
    }
    return Math.PI / 4 + smallArc((x - 1) / (x + 1)) + 0.5 * MORE_BITS;
  }

  private static double smallArc(double x) {
    double square = x * x;
    double quotient = square * polynomial(ARC_ABOVE, square) / polynomial(ARC_BELOW, square);
    return x * quotient + x;
  }

  /** The angle of a point. */
  public static double atan2(double y, double x) {
    if (Double.isNaN(y) || Double.isNaN(x)) {
      return Double.NaN;
    }
    if (y == 0 || x == 0 || Double.isInfinite(x) || Double.isInfinite(y)) {
      return StrictMath.atan2(y, x);
    }
    double angle = atan(y / x);
    if (x >= 0) {
      return angle;
    }
    return angle <= 0 ? angle + Math.PI : angle - Math.PI;
  }
}
