package io.meridian.model.regex;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds a text among bytes, eight places at a time: a word of bytes, and the word one byte further,
 * are compared with the text's first two bytes at once; where both agree, the whole text is
 * compared.
 */
final class TextSearch {
  private static final VarHandle WORD =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private static final VarHandle HALF_WORD =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[] text;

  /** The text's first eight bytes, or four if it has no eight. */
  private final long begin;

  /** The text's last eight bytes, or four; they may overlap with the first. */
  private final long end;

  /** The text's first byte, eight times. */
  private final long first;

  /** The text's second byte, or its only one, eight times. */
  private final long second;

  /** How far the second byte is from the first. */
  private final int distance;

  /** A search for a text that is not empty. */
  TextSearch(byte[] text) {
    this.text = text;
    distance = text.length > 1 ? 1 : 0;
    first = (text[0] & 0xff) * LOW_BITS;
    second = (text[distance] & 0xff) * LOW_BITS;
    begin = bytesOf(text, 0);
    end = bytesOf(text, Math.max(0, text.length - (text.length < Long.BYTES ? 4 : Long.BYTES)));
  }

  int length() {
    return text.length;
  }

  /** The leftmost place of the text; −1 if it does not stand there. */
  int find(byte[] bytes, int from, int to) {
    int last = to - text.length;
    int at = from;
    int lastWord = to - Long.BYTES - distance;
    for (; at <= last && at <= lastWord; at += Long.BYTES) {
      int found = findInWord(bytes, at, last);
      if (found >= 0) {
        return found;
      }
    }
    for (; at <= last; at++) {
      if (bytes[at] == text[0] && isAt(bytes, at)) {
        return at;
      }
    }
    return -1;
  }

  private int findInWord(byte[] bytes, int at, int last) {
    long difference =
        ((long) WORD.get(bytes, at) ^ first) | ((long) WORD.get(bytes, at + distance) ^ second);
    // A high bit for each byte of the difference that is zero, and perhaps for some above such a
    // byte.
    long candidates = (difference - LOW_BITS) & ~difference & HIGH_BITS;
    for (; candidates != 0; candidates &= candidates - 1) {
      int place = at + (Long.numberOfTrailingZeros(candidates) >> 3);
      if (place <= last && isAt(bytes, place)) {
        return place;
      }
    }
    return -1;
  }

  private static long bytesOf(byte[] text, int at) {
    if (text.length < Integer.BYTES) {
      return 0;
    }
    return text.length < Long.BYTES ? (int) HALF_WORD.get(text, at) : (long) WORD.get(text, at);
  }

  /**
   * Whether the text stands somewhere; all of it is within the bytes. A text of up to 16 bytes is
   * two words that overlap, without a loop or a call for its length.
   */
  private boolean isAt(byte[] bytes, int at) {
    int length = text.length;
    if (length > 2 * Long.BYTES) {
      return (long) WORD.get(bytes, at) == begin
          && Arrays.equals(bytes, at, at + length, text, 0, length);
    }
    if (length >= Long.BYTES) {
      return (long) WORD.get(bytes, at) == begin
          && (long) WORD.get(bytes, at + length - Long.BYTES) == end;
    }
    if (length >= Integer.BYTES) {
      return (int) HALF_WORD.get(bytes, at) == (int) begin
          && (int) HALF_WORD.get(bytes, at + length - Integer.BYTES) == (int) end;
    }
    return bytes[at] == text[0]
        && bytes[at + distance] == text[distance]
        && bytes[at + length - 1] == text[length - 1];
  }
}
