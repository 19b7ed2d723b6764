package io.meridian.tsdb.index;

import io.meridian.model.CorruptDataException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Walks over variable-length numbers and the strings behind them in a segment, within bounds. A
 * cursor of one thread that can be set anywhere.
 */
final class Varints {
  private final MemorySegment bytes;
  private final String name;
  private final long base;
  private final long size;
  private long at;

  /**
   * A walk.
   *
   * @param bytes what is walked over
   * @param name what errors call the file
   * @param base where in the file the segment begins
   */
  Varints(MemorySegment bytes, String name, long base) {
    this.bytes = bytes;
    this.name = name;
    this.base = base;
    this.size = bytes.byteSize();
  }

  /** The offset of the next byte in the segment. */
  long at() {
    return at;
  }

  Varints at(long offset) {
    at = offset;
    return this;
  }

  boolean atEnd() {
    return at >= size;
  }

  /** Reads an unsigned number of at most 64 bits. */
  long uvarint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at >= size) {
        throw corrupt("expected the rest of a number, found the end of its section");
      }
      byte next = bytes.get(ValueLayout.JAVA_BYTE, at++);
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw corrupt("a number has more than 64 bits");
  }

  /** Reads a signed number of at most 64 bits. */
  long varint() {
    long zigzag = uvarint();
    return (zigzag >>> 1) ^ -(zigzag & 1);
  }

  /** Reads the length of a string that lies within the segment; the string is what comes next. */
  int length() {
    long length = uvarint();
    if (length < 0 || length > Math.min(size - at, Integer.MAX_VALUE)) {
      throw corrupt(
          "a string is said to have "
              + Long.toUnsignedString(length)
              + " bytes, its section has "
              + (size - at)
              + " more");
    }
    return (int) length;
  }

  /** Skips a string and its length. */
  void skipString() {
    int length = length();
    at += length;
  }

  CorruptDataException corrupt(String finding) {
    return new CorruptDataException(name, base + at, finding);
  }

  /** Compares a part of a segment with a part of an array, as unsigned bytes. */
  static int compare(MemorySegment bytes, long at, int length, byte[] other, int from, int to) {
    int common = Math.min(length, to - from);
    for (int i = 0; i < common; i++) {
      int difference = (bytes.get(ValueLayout.JAVA_BYTE, at + i) & 0xff) - (other[from + i] & 0xff);
      if (difference != 0) {
        return difference;
      }
    }
    return length - (to - from);
  }

  /** Compares two parts of a segment, as unsigned bytes. */
  static int compare(MemorySegment bytes, long a, int aLength, long b, int bLength) {
    int common = Math.min(aLength, bLength);
    long difference = MemorySegment.mismatch(bytes, a, a + common, bytes, b, b + common);
    if (difference < 0) {
      return aLength - bLength;
    }
    return (bytes.get(ValueLayout.JAVA_BYTE, a + difference) & 0xff)
        - (bytes.get(ValueLayout.JAVA_BYTE, b + difference) & 0xff);
  }
}
