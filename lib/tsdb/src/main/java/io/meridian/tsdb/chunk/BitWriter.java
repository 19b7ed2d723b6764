package io.meridian.tsdb.chunk;

import java.util.Arrays;

/**
 * Writes the bit stream of a chunk behind a header of whole bytes: most significant bit first,
 * fields end to end. Reused from chunk to chunk; allocates only when its array must grow. One
 * thread at a time.
 */
final class BitWriter {
  private byte[] bytes = new byte[256];

  /** Where the next whole word goes. */
  private int at;

  /** Bits not yet in the array, the first on top, zeros below. */
  private long word;

  /** How many bits there are in the word, 0 … 63. */
  private int used;

  /**
   * Begins a chunk whose header has a number of bytes, all zero until {@link #header} sets them.
   */
  void reset(int headerBytes) {
    Arrays.fill(bytes, 0, headerBytes, (byte) 0);
    at = headerBytes;
    word = 0;
    used = 0;
  }

  /**
   * Begins with a copy of a chunk, to be continued.
   *
   * @param bits how many bits of the chunk are in use, its header included
   */
  void resume(byte[] data, int from, long bits) {
    at = (int) (bits >>> 3);
    used = (int) bits & 7;
    reserve(at);
    System.arraycopy(data, from, bytes, 0, at);
    int fill = 8 - used;
    word = used == 0 ? 0 : (long) (data[from + at] >> fill << fill) << 56;
  }

  /** Sets a byte of the header. */
  void header(int index, int value) {
    bytes[index] = (byte) value;
  }

  /** A byte of the header, unsigned. */
  int header(int index) {
    return bytes[index] & 0xff;
  }

  /** Writes the lowest bits of a value, 1 to 64 of them; those above must be zero. */
  void bits(long value, int width) {
    int free = 64 - used;
    if (width < free) {
      word |= value << (free - width);
      used += width;
      return;
    }
    int rest = width - free;
    reserve(at);
    Bits.put(bytes, at, word | (value >>> rest));
    at += Long.BYTES;
    word = rest == 0 ? 0 : value << -rest;
    used = rest;
  }

  /** Writes a number in groups of seven bits, lowest first; unsigned. */
  void uvarint(long value) {
    long rest = value;
    while (rest >>> 7 != 0) {
      bits((rest & 0x7f) | 0x80, 8);
      rest >>>= 7;
    }
    bits(rest, 8);
  }

  /** Writes a zigzag number in groups of seven bits, lowest first. */
  void varint(long value) {
    uvarint((value << 1) ^ (value >> 63));
  }

  /** Writes a signed variable bit integer. */
  void vbi(long value) {
    if (value == 0) {
      bits(0, 1);
      return;
    }
    int varbitClass = 1;
    while (varbitClass < 8 && !Bits.fitsSigned(value, Bits.varbitWidth(varbitClass))) {
      varbitClass++;
    }
    varbit(value, varbitClass);
  }

  /** Writes an unsigned variable bit integer. */
  void vbu(long value) {
    if (value == 0) {
      bits(0, 1);
      return;
    }
    int varbitClass = 1;
    while (varbitClass < 8 && value >>> Bits.varbitWidth(varbitClass) != 0) {
      varbitClass++;
    }
    varbit(value, varbitClass);
  }

  private void varbit(long value, int varbitClass) {
    int width = Bits.varbitWidth(varbitClass);
    if (varbitClass == 8) {
      bits(0xff, 8);
      bits(value, 64);
      return;
    }
    bits((2L << varbitClass) - 2, varbitClass + 1);
    bits(value & ((1L << width) - 1), width);
  }

  /** How many bits there are, the header included. */
  long length() {
    return ((long) at << 3) + used;
  }

  /** How many bytes the chunk has, its header and the fill of its last byte included. */
  int bytesUsed() {
    return at + ((used + 7) >>> 3);
  }

  /** The chunk in its first {@link #bytesUsed} bytes; valid until more is written. */
  byte[] bytes() {
    reserve(at);
    Bits.put(bytes, at, word);
    return bytes;
  }

  private void reserve(int index) {
    if (index > bytes.length - Long.BYTES) {
      bytes = Arrays.copyOf(bytes, Math.max(index + Long.BYTES, bytes.length * 2));
    }
  }
}
