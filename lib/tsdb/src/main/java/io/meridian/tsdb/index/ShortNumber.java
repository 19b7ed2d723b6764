package io.meridian.tsdb.index;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads unsigned variable-length numbers of at most eight bytes out of a word of them, without a
 * branch for each byte.
 */
final class ShortNumber {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** The high bits of bytes, set where another byte of the number follows. */
  private static final long CONTINUED = 0x8080808080808080L;

  private ShortNumber() {}

  /** The eight bytes from an offset on. */
  static long word(byte[] bytes, int at) {
    return (long) WORD.get(bytes, at);
  }

  /** Whether the number that a word begins with ends in it. */
  static boolean ends(long word) {
    return (~word & CONTINUED) != 0;
  }

  /** How many bytes the number takes that a word begins with. */
  static int size(long word) {
    return (Long.numberOfTrailingZeros(~word & CONTINUED) >>> 3) + 1;
  }

  /**
   * The number that a word begins with: seven bits of each byte, put together by twos and fours.
   */
  static long value(long word) {
    long end = ~word & CONTINUED;
    long bits = word & (end ^ (end - 1)) & ~CONTINUED;
    bits = (bits & 0x007f007f007f007fL) | ((bits & 0x7f007f007f007f00L) >>> 1);
    bits = (bits & 0x00003fff00003fffL) | ((bits & 0x3fff00003fff0000L) >>> 2);
    return (bits & 0x000000000fffffffL) | ((bits & 0x0fffffff00000000L) >>> 4);
  }
}
