package io.meridian.service.auth;

import java.math.BigInteger;

/**
 * The binary digits of π behind its point, which Blowfish takes as its initial state; made by
 * Machin's formula, π = 16 arctan 1/5 − 4 arctan 1/239.
 */
final class PiDigits {
  private static final int GUARD_BITS = 64;

  private PiDigits() {}

  /** The first words of the fraction, 32 bits each. */
  static int[] words(int count) {
    int bits = 32 * count + GUARD_BITS;
    BigInteger pi =
        arctanOfInverse(5, bits)
            .multiply(BigInteger.valueOf(16))
            .subtract(arctanOfInverse(239, bits).multiply(BigInteger.valueOf(4)));
    BigInteger fraction = pi.subtract(BigInteger.valueOf(3).shiftLeft(bits)).shiftRight(GUARD_BITS);
    int[] words = new int[count];
    for (int i = count - 1; i >= 0; i--) {
      words[i] = fraction.intValue();
      fraction = fraction.shiftRight(32);
    }
    return words;
  }

  /** arctan 1/x in units of two to the minus bits, by its power series. */
  private static BigInteger arctanOfInverse(long x, int bits) {
    BigInteger square = BigInteger.valueOf(x * x);
    BigInteger power = BigInteger.ONE.shiftLeft(bits).divide(BigInteger.valueOf(x));
    BigInteger sum = BigInteger.ZERO;
    for (long k = 0; power.signum() != 0; k++) {
      BigInteger term = power.divide(BigInteger.valueOf(2 * k + 1));
      sum = k % 2 == 0 ? sum.add(term) : sum.subtract(term);
      power = power.divide(square);
    }
    return sum;
  }
}
