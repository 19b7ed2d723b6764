package io.meridian.cluster.ring;

import java.util.Arrays;

/**
 * The numbers of Go's {@code math/rand} for a seed, which Thanos draws shards of tenants with: a
 * fleet of both must draw alike. An additive lagged Fibonacci generator, {@code y[k] = y[k-607] +
 * y[k-273]} modulo 2^64, whose first values are the seed's mixed with those of the same generator
 * after 7.8·10^12 steps from another seed. Go has these in a table; here they are computed, as x to
 * the power of the steps modulo {@code x^607 - x^334 - 1} gives a distant value as a sum of the
 * first ones. For one thread.
 */
final class GoRandom {
  private static final int LENGTH = 607;
  private static final int LAG = 273;
  private static final long STEPS = 7_800_000_000_000L;

  /** Of the generator by which seeds are spread out, modulo a prime. */
  private static final long FACTOR = 48271;

  private static final long PRIME = Integer.MAX_VALUE;
  private static final long INSTEAD_OF_ZERO = 89_482_311;
  private static final int PASSED_OVER = 20;

  /** By index in the state, not in the order of the values. */
  private static final long[] DISTANT = distant();

  private final long[] state;
  private int tap;
  private int feed = LENGTH - LAG;

  GoRandom(long seed) {
    state = spread(seed, 40, 20);
    for (int i = 0; i < LENGTH; i++) {
      state[i] ^= DISTANT[i];
    }
  }

  /** The next number, all of its 64 bits random. */
  long next() {
    tap = tap == 0 ? LENGTH - 1 : tap - 1;
    feed = feed == 0 ? LENGTH - 1 : feed - 1;
    state[feed] += state[tap];
    return state[feed];
  }

  /** A state made of a seed: three numbers of 31 bits each, the first two shifted, for a value. */
  private static long[] spread(long seed, int first, int second) {
    long x = Math.floorMod(seed, PRIME);
    x = x == 0 ? INSTEAD_OF_ZERO : x;
    for (int i = 0; i < PASSED_OVER; i++) {
      x = x * FACTOR % PRIME;
    }
    long[] state = new long[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      long high = x * FACTOR % PRIME;
      long middle = high * FACTOR % PRIME;
      x = middle * FACTOR % PRIME;
      state[i] = high << first ^ middle << second ^ x;
    }
    return state;
  }

  private static long[] distant() {
    long[] begin = spread(1, 20, 10);
    long[] values = new long[2 * LENGTH - 1]; // y[-606] to y[606]
    for (int i = 0; i < LENGTH; i++) {
      values[i] = begin[slot(i)];
    }
    for (int i = LENGTH; i < values.length; i++) {
      values[i] = values[i - LENGTH] + values[i - LAG];
    }
    long[] power = power();
    long[] state = new long[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      long value = 0;
      for (int j = 0; j < LENGTH; j++) {
        value += power[j] * values[i + j];
      }
      state[slot(STEPS + i)] = value;
    }
    return state;
  }

  /** Where in the state a value stands, counted from y[-606]. */
  private static int slot(long value) {
    return (int) Math.floorMod(LENGTH - LAG + (LENGTH - 1) - value, (long) LENGTH);
  }

  /** x to the power of the steps, by squaring. */
  private static long[] power() {
    long[] power = new long[LENGTH];
    power[0] = 1;
    for (int bit = Long.SIZE - 1 - Long.numberOfLeadingZeros(STEPS); bit >= 0; bit--) {
      long[] product = new long[2 * LENGTH];
      int shift = (int) (STEPS >>> bit & 1);
      for (int i = 0; i < LENGTH; i++) {
        for (int j = 0; j < LENGTH; j++) {
          product[i + j + shift] += power[i] * power[j];
        }
      }
      power = reduced(product);
    }
    return power;
  }

  private static long[] reduced(long[] product) {
    for (int i = product.length - 1; i >= LENGTH; i--) {
      product[i - LAG] += product[i];
      product[i - LENGTH] += product[i];
    }
    return Arrays.copyOf(product, LENGTH);
  }
}
