package io.meridian.tsdb.chunk;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Fields of a bit stream, most significant bit first, at any bit position of a byte array of at
 * least eight bytes.
 *
 * <p>A peek loads the eight bytes around a position and shifts the position's bit to the top. Near
 * the end of the array it loads the array's last eight bytes instead, so it never reads outside;
 * bits behind the array's end come out as zeros, and behind that as rubbish. Whoever peeks compares
 * the end of the field with the end of the stream before using it.
 *
 * <p>The positions of a loop stay a chain of additions while the branches are predicted: the loads
 * hang off it and overlap.
 */
final class Bits {
  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** Arrays in which every position, and some way behind, is an int. */
  static final int MOST_BYTES = 1 << 27;

  /** At least this many bits of a peek are the stream's, unless the array ends before. */
  static final int PEEKED = 57;

  /** Widths of the nine classes of a variable bit integer, seven bits each, class 0 lowest. */
  private static final long VARBIT_WIDTHS =
      (3L << 7)
          | (6L << 14)
          | (9L << 21)
          | (12L << 28)
          | (18L << 35)
          | (25L << 42)
          | (56L << 49)
          | (64L << 56);

  private Bits() {}

  /**
   * The bits from a position on, the first on top.
   *
   * @param lastWord index of the array's last eight bytes
   */
  static long peek(byte[] data, int lastWord, int at) {
    int index = Math.min(at >>> 3, lastWord);
    return (long) WORDS.get(data, index) << (at - (index << 3));
  }

  /** A copy of a stream that stands too far behind in its array, or in one too small for a word. */
  static byte[] moved(byte[] data, int from, int to, ChunkOrigin origin) {
    if (to - from > MOST_BYTES) {
      throw origin.corrupt(0, "a chunk of at most " + MOST_BYTES + " bytes was expected");
    }
    return Arrays.copyOfRange(data, from, Math.max(to, from + Long.BYTES));
  }

  /** A field of 1 to 64 bits. */
  static long field(byte[] data, int lastWord, int at, int width) {
    long word = peek(data, lastWord, at);
    return width <= PEEKED ? word >>> -width : wideField(data, lastWord, at, width);
  }

  /** A field of 32 to 64 bits. */
  static long wideField(byte[] data, int lastWord, int at, int width) {
    long high = peek(data, lastWord, at) >>> 32;
    int rest = width - 32;
    return rest == 0 ? high : (high << rest) | (peek(data, lastWord, at + 32) >>> -rest);
  }

  /** Writes the eight bytes of a word. */
  static void put(byte[] data, int index, long word) {
    WORDS.set(data, index, word);
  }

  /** How many bits the variable bit integer takes that a word begins with. */
  static int varbitLength(long word) {
    int varbitClass = varbitClass(word);
    return Math.min(varbitClass + 1, 8) + varbitWidth(varbitClass);
  }

  /**
   * The class of the variable bit integer that a word begins with: the ones before its first zero,
   * at most eight.
   */
  static int varbitClass(long word) {
    return Math.min(Long.numberOfLeadingZeros(~word), 8);
  }

  /** The signed variable bit integer at a position, where its first bits are known. */
  static long vbi(byte[] data, int lastWord, int at, long word) {
    if (word >= 0) {
      return 0;
    }
    int varbitClass = varbitClass(word);
    int width = varbitWidth(varbitClass);
    if (varbitClass < 7) {
      return signed(word << (varbitClass + 1) >>> -width, width);
    }
    long field = wideField(data, lastWord, at + 8, width);
    return varbitClass == 7 ? signed(field, width) : field;
  }

  /** How many bits the value of a class has. */
  static int varbitWidth(int varbitClass) {
    return (int) (VARBIT_WIDTHS >>> (7 * varbitClass)) & 127;
  }

  /**
   * The signed value of a field below 64 bits: above 2^(width−1) it is negative, exactly there it
   * is not.
   */
  static long signed(long field, int width) {
    return field > 1L << (width - 1) ? field - (1L << width) : field;
  }

  /** Whether a field of a width below 64 can hold a value as {@link #signed} reads it. */
  static boolean fitsSigned(long value, int width) {
    long half = 1L << (width - 1);
    return value > -half && value <= half;
  }
}
