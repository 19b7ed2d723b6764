package io.meridian.promql.math;

import io.meridian.model.Logarithm;

/** Inverse hyperbolic functions, by the formulas of FreeBSD's e_acosh, s_asinh and e_atanh. */
public final class InverseHyperbolic {
  private static final double LN2 = 0.6931471805599453;
  private static final double LARGE = 1L << 28;
  private static final double NEAR_ZERO = 1.0 / (1L << 28);

  private InverseHyperbolic() {}

  public static double asinh(double x) {
    if (Double.isNaN(x) || Double.isInfinite(x)) {
      return x;
    }
    double size = Math.abs(x);
    double result;
    if (size > LARGE) {
      result = Logarithm.natural(size) + LN2;
    } else if (size > 2) {
      result = Logarithm.natural(2 * size + 1 / (Math.sqrt(size * size + 1) + size));
    } else if (size < NEAR_ZERO) {
      result = size;
    } else {
      result = StrictMath.log1p(size + size * size / (1 + Math.sqrt(1 + size * size)));
    }
    return Math.copySign(result, x);
  }

  public static double acosh(double x) {
    if (x < 1 || Double.isNaN(x)) {
      return Double.NaN;
    }
    if (x == 1) {
      return 0;
    }
    if (x >= LARGE) {
      return Logarithm.natural(x) + LN2;
    }
    if (x > 2) {
      return Logarithm.natural(2 * x - 1 / (x + Math.sqrt(x * x - 1)));
    }
    double above = x - 1;
    return StrictMath.log1p(above + Math.sqrt(2 * above + above * above));
  }

  public static double atanh(double x) {
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
}
