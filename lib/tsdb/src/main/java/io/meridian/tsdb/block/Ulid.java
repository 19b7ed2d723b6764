package io.meridian.tsdb.block;

import java.util.Arrays;
import java.util.Optional;

/**
 * The name of a block: 48 bits of Unix milliseconds, then 80 bits of randomness, written as 26
 * characters of Crockford's base 32. Names compare as their text does, so blocks sort by the time
 * they were named.
 *
 * @param high the time and the first 16 bits of the randomness
 * @param low the other 64 bits of the randomness
 */
public record Ulid(long high, long low) implements Comparable<Ulid> {
  /** The number of characters of a name. */
  public static final int LENGTH = 26;

  /** The name that stands for nothing, {@code 00000000000000000000000000}. */
  public static final Ulid ZERO = new Ulid(0, 0);

  private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int NO_DIGIT = -1;

  /** What each character stands for; metas of compacted blocks have names by the thousand. */
  private static final byte[] VALUES = values();

  private static byte[] values() {
    byte[] values = new byte[128];
    Arrays.fill(values, (byte) NO_DIGIT);
    for (int i = 0; i < DIGITS.length(); i++) {
      char digit = DIGITS.charAt(i);
      values[digit] = (byte) i;
      values[Character.toLowerCase(digit)] = (byte) i;
    }
    return values;
  }

  /**
   * The name that a text spells.
   *
   * @param text 26 characters, letters of either case
   * @throws IllegalArgumentException if the text spells none
   */
  public static Ulid parse(String text) {
    if (text.length() != LENGTH) {
      throw new IllegalArgumentException(
          "a block's name has " + LENGTH + " characters, \"" + text + "\" has " + text.length());
    }
    if (text.charAt(0) > '7') {
      throw new IllegalArgumentException("the block name \"" + text + "\" is larger than 128 bits");
    }
    long high = 0;
    long low = 0;
    for (int i = 0; i < LENGTH; i++) {
      char c = text.charAt(i);
      int digit = c < VALUES.length ? VALUES[c] : NO_DIGIT;
      if (digit == NO_DIGIT) {
        throw new IllegalArgumentException(
            "the block name \"" + text + "\" has an unknown character at position " + (i + 1));
      }
      high = high << 5 | low >>> 59;
      low = low << 5 | digit;
    }
    return new Ulid(high, low);
  }

  /**
   * The name that a text spells; empty if it spells none, as the name of a file that is not a
   * block.
   */
  public static Optional<Ulid> of(String text) {
    try {
      return Optional.of(parse(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** When the block was named, Unix milliseconds. */
  public long time() {
    return high >>> 16;
  }

  @Override
  public int compareTo(Ulid other) {
    int order = Long.compareUnsigned(high, other.high);
    return order != 0 ? order : Long.compareUnsigned(low, other.low);
  }

  @Override
  public String toString() {
    char[] text = new char[LENGTH];
    long upper = high;
    long lower = low;
    for (int i = LENGTH - 1; i >= 0; i--) {
      text[i] = DIGITS.charAt((int) (lower & 31));
      lower = lower >>> 5 | upper << 59;
      upper >>>= 5;
    }
    return new String(text);
  }
}
