package io.meridian.model.regex;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A text to be compared with bytes at many places. One of up to 16 bytes is two words that overlap:
 * two comparisons without a loop, and without a call for its length.
 */
final class FixedText {
  static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final VarHandle HALF_WORD =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] text;
  private final int length;

  /** The first eight bytes, or four if there are no eight. */
  private final long begin;

  /** The last eight bytes, or four. */
  private final long end;

  FixedText(byte[] text) {
    this.text = text;
    length = text.length;
    begin = word(0);
    end = word(Math.max(0, length - (length < Long.BYTES ? Integer.BYTES : Long.BYTES)));
  }

  private long word(int at) {
    if (length < Integer.BYTES) {
      return 0;
    }
    return length < Long.BYTES ? (int) HALF_WORD.get(text, at) : (long) WORD.get(text, at);
  }

  int length() {
    return length;
  }

  byte[] bytes() {
    return text;
  }

  /** Whether the text stands at an offset; all of it must lie within the array. */
  boolean isAt(byte[] bytes, int at) {
    if (length >= Long.BYTES) {
      return (long) WORD.get(bytes, at) == begin
          && (long) WORD.get(bytes, at + length - Long.BYTES) == end
          && (length <= 2 * Long.BYTES || Arrays.equals(bytes, at, at + length, text, 0, length));
    }
    if (length >= Integer.BYTES) {
      return (int) HALF_WORD.get(bytes, at) == (int) begin
          && (int) HALF_WORD.get(bytes, at + length - Integer.BYTES) == (int) end;
    }
    int middle = length >> 1;
    return length == 0
        || (bytes[at] == text[0]
            && bytes[at + middle] == text[middle]
            && bytes[at + length - 1] == text[length - 1]);
  }
}
