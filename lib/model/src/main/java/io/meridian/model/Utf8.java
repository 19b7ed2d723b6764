package io.meridian.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Well-formed UTF-8: no surrogates, no overlong forms, nothing above U+10FFFF (Unicode standard,
 * table 3-7).
 */
public final class Utf8 {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;

  private Utf8() {}

  /** Where the first sequence begins that is not well-formed, or −1 if all are. */
  public static int firstInvalid(byte[] bytes, int from, int to) {
    int at = from;
    while (true) {
      while (at + Long.BYTES <= to && ((long) WORD.get(bytes, at) & HIGH_BITS) == 0) {
        at += Long.BYTES;
      }
      while (at < to && bytes[at] >= 0) {
        at++;
      }
      if (at >= to) {
        return -1;
      }
      int length = sequenceLength(bytes, at, to);
      if (length == 0) {
        return at;
      }
      at += length;
    }
  }

  /**
   * The bytes of the sequence that begins here with a byte above ASCII; 0 if it is not well-formed.
   */
  private static int sequenceLength(byte[] bytes, int at, int to) {
    int first = bytes[at] & 0xff;
    int length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4 || to - at < length) {
      return 0;
    }
    int second = bytes[at + 1] & 0xff;
    int lowest = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    int highest = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (second < lowest || second > highest) {
      return 0;
    }
    for (int i = at + 2; i < at + length; i++) {
      if ((bytes[i] & 0xc0) != 0x80) {
        return 0;
      }
    }
    return length;
  }
}
