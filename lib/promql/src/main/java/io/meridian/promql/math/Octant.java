package io.meridian.promql.math;

import java.math.BigInteger;

/**
 * An angle as multiples of π/4, an even number of them, and a rest of at most π/4. From 2²⁹ on the
 * multiples are counted by as many digits of 4/π as the angle needs (Payne and Hanek).
 *
 * @param number how many multiples, modulo 8 for large angles
 */
record Octant(int number, double rest) {
  private static final double LARGE = 1 << 29;
  private static final double PI_4_A = 0.7853981256484985;
  private static final double PI_4_B = 3.774894707930798e-8;
  private static final double PI_4_C = 2.6951514290790595e-15;

  /** The octant of an angle that is not negative. */
  static Octant of(double x) {
    if (x >= LARGE) {
      return ofLarge(x);
    }
    int number = (int) (x * (4 / Math.PI));
    number += number & 1;
    return new Octant(number, ((x - number * PI_4_A) - number * PI_4_B) - number * PI_4_C);
  }

  private static Octant ofLarge(double x) {
    int exponent = Math.getExponent(x) - 52;
    long mantissa = (Double.doubleToRawLongBits(x) & 0x000f_ffff_ffff_ffffL) | 1L << 52;
    // the digits that make the product's three bits before the point and 125 behind it
    BigInteger product =
        FourOverPi.DIGITS
            .shiftRight(FourOverPi.FRACTION - 61 - 128 - exponent)
            .multiply(BigInteger.valueOf(mantissa))
            .shiftRight(64);
    long low = product.longValue();
    long high = product.shiftRight(64).longValue();
    int number = (int) (high >>> 61);
    double rest = fraction(high << 3 | low >>> 61, low);
    if ((number & 1) == 1) {
      number = (number + 1) & 7;
      rest--;
    }
    return new Octant(number, rest * (Math.PI / 4));
  }

  /** A fraction's first 64 bits, and those behind where they are needed, cut to 53 bits. */
  private static double fraction(long high, long low) {
    int leading = Long.numberOfLeadingZeros(high) + 1;
    long below = leading < 64 ? high << leading : 0;
    long mantissa = (below | low >>> (64 - leading)) >>> 12;
    return Double.longBitsToDouble((1023L - leading) << 52 | mantissa);
  }

  /** 4/π to as many bits as the largest double needs. */
  private static final class FourOverPi {
    static final int FRACTION = 1216;
    static final BigInteger DIGITS = digits();

    private FourOverPi() {}

    /** By Machin's formula, with some bits to spare. */
    private static BigInteger digits() {
      int precision = FRACTION + 128;
      BigInteger quarter =
          arcCotangent(5, precision).shiftLeft(2).subtract(arcCotangent(239, precision));
      return BigInteger.ONE.shiftLeft(precision + FRACTION).divide(quarter);
    }

    private static BigInteger arcCotangent(int x, int precision) {
      BigInteger power = BigInteger.ONE.shiftLeft(precision).divide(BigInteger.valueOf(x));
      BigInteger sum = power;
      for (int i = 3; power.signum() > 0; i += 2) {
        power = power.divide(BigInteger.valueOf((long) x * x));
        BigInteger term = power.divide(BigInteger.valueOf(i));
        sum = (i & 2) == 0 ? sum.add(term) : sum.subtract(term);
      }
      return sum;
    }
  }
}
