package io.meridian.promql.exec.binary;

import io.meridian.model.Logarithm;
import io.meridian.promql.math.Exponential;

/**
 * Powers with Go's results: 1 to the power of NaN is 1, as is −1 to the power of an infinity, and
 * the whole part of an exponent is worked off by repeated squaring, whose rounding shows in the
 * last digits.
 */
final class GoPower {
  /** Beyond this binary exponent a result is 0 or infinite whatever else follows. */
  private static final int FAR = 1 << 12;

  private GoPower() {}

  static double of(double base, double exponent) {
    if (base == 1 || (base == -1 && Double.isInfinite(exponent))) {
      return 1;
    }
    if (isSpecial(base, exponent)) {
      return Math.pow(base, exponent);
    }
    if (exponent == 0.5) {
      return Math.sqrt(base);
    }
    if (exponent == -0.5) {
      return 1 / Math.sqrt(base);
    }
    return bySquaring(base, exponent);
  }

  /** Whether Java and Go agree because the result is exact, an infinity or NaN. */
  private static boolean isSpecial(double base, double exponent) {
    double size = Math.abs(exponent);
    return base == 0
        || exponent == 1
        || !(Math.abs(base) <= Double.MAX_VALUE)
        || !(size < 0x1p63)
        || (base < 0 && size != Math.rint(size));
  }

  private static double bySquaring(double base, double exponent) {
    double size = Math.abs(exponent);
    long whole = (long) size;
    double rest = size - whole;
    double result = 1;
    long binary = 0;
    if (rest != 0) {
      if (rest > 0.5) {
        rest--;
        whole++;
      }
      result = Exponential.exp(rest * Logarithm.natural(base));
    }
    int power = exponentOf(base);
    double fraction = scaled(base, -power);
    for (long bits = whole; bits != 0; bits >>= 1) {
      if (power < -FAR || power > FAR) {
        binary += power;
        break;
      }
      if ((bits & 1) == 1) {
        result *= fraction;
        binary += power;
      }
      fraction *= fraction;
      power <<= 1;
      if (fraction < 0.5) {
        fraction += fraction;
        power--;
      }
    }
    return exponent < 0 ? scaled(1 / result, -binary) : scaled(result, binary);
  }

  /** The exponent that leaves a fraction from 0.5 to 1. */
  private static int exponentOf(double value) {
    int exponent = Math.getExponent(value);
    return exponent < Double.MIN_EXPONENT
        ? Math.getExponent(value * 0x1p60) - 60 + 1
        : exponent + 1;
  }

  private static double scaled(double value, long binary) {
    return Math.scalb(value, (int) Math.clamp(binary, -FAR * 4L, FAR * 4L));
  }
}
