package io.meridian.tsdb.block;

import io.meridian.model.CorruptDataException;

/** Reads numbers of seven bits a byte, lowest first, signed ones in zigzag; and writes them. */
final class Varints {
  /** The most bytes that a 64-bit number takes. */
  static final int MAX_LENGTH = 10;

  private final String name;
  private final long base;
  private final byte[] bytes;
  private final int end;
  private int at;

  /**
   * A reader.
   *
   * @param name what errors call the bytes
   * @param base where the array's first byte stands in what is named so
   */
  Varints(String name, long base, byte[] bytes, int from, int to) {
    this.name = name;
    this.base = base;
    this.bytes = bytes;
    this.at = from;
    this.end = to;
  }

  boolean hasMore() {
    return at < end;
  }

  /** Where the next byte stands in what errors name. */
  long offset() {
    return base + at;
  }

  /** Where the next byte stands in the array. */
  int position() {
    return at;
  }

  long unsigned() {
    int from = at;
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (at == end) {
        throw new CorruptDataException(name, base + from, "the bytes end within a number");
      }
      byte next = bytes[at++];
      if (shift == 63 && (next & 0xfe) != 0) {
        break;
      }
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new CorruptDataException(name, base + from, "a number has more than 64 bits");
  }

  long signed() {
    long value = unsigned();
    return value >>> 1 ^ -(value & 1);
  }

  /** Writes a number; returns the offset behind it. */
  static int putUnsigned(byte[] bytes, int at, long value) {
    int to = at;
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[to++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[to++] = (byte) rest;
    return to;
  }

  /** Writes a number in zigzag; returns the offset behind it. */
  static int putSigned(byte[] bytes, int at, long value) {
    return putUnsigned(bytes, at, value << 1 ^ value >> 63);
  }
}
