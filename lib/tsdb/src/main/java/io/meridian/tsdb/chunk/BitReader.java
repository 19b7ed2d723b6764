package io.meridian.tsdb.chunk;

import io.meridian.model.CorruptDataException;

/**
 * Reads the bit stream of a chunk field by field: most significant bit first, fields end to end.
 *
 * <p>Reads nothing behind the stream's end: a field that does not fit is a {@link
 * CorruptDataException} that names the byte where the field begins. One thread at a time.
 */
final class BitReader {
  private static final byte[] NOTHING = new byte[Long.BYTES];

  private final ChunkOrigin origin;
  private byte[] data = NOTHING;
  private int lastWord;
  private int start;
  private int at;
  private int end;

  BitReader(ChunkOrigin origin) {
    this.origin = origin;
  }

  /** Begins at a byte; the stream ends before byte {@code to}. */
  void reset(byte[] data, int from, int to) {
    if (to > Bits.MOST_BYTES || data.length < Long.BYTES) {
      reset(Bits.moved(data, from, to, origin), 0, to - from);
      return;
    }
    this.data = data;
    lastWord = data.length - Long.BYTES;
    start = from << 3;
    at = start;
    end = to << 3;
  }

  /** Bits read since the begin. */
  int position() {
    return at - start;
  }

  /** Bits not yet read, the fill of the last byte included. */
  int remaining() {
    return end - at;
  }

  /** Whether the next bit is set. */
  boolean bit() {
    long word = Bits.peek(data, lastWord, at);
    advance(1);
    return word < 0;
  }

  /** A field of 0 to 64 bits, unsigned. */
  long bits(int width) {
    int from = at;
    advance(width);
    return width == 0 ? 0 : Bits.field(data, lastWord, from, width);
  }

  /** A double of 64 bits. */
  double float64() {
    return Double.longBitsToDouble(bits(64));
  }

  /** A number in groups of seven bits, lowest first; unsigned. */
  long uvarint() {
    long word = Bits.peek(data, lastWord, at);
    long value = 0;
    for (int shift = 0; shift < 49; shift += 7) {
      long group = word >>> 56;
      value |= (group & 0x7f) << shift;
      if (group < 0x80) {
        advance(8 + 8 * (shift / 7));
        return value;
      }
      word <<= 8;
    }
    return longUvarint();
  }

  private long longUvarint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      long group = bits(8);
      if (group < 0x80) {
        if (shift == 63 && group > 1) {
          break;
        }
        return value | (group << shift);
      }
      value |= (group & 0x7f) << shift;
    }
    throw corrupt("a varint of at most 64 bits was expected, this one is longer");
  }

  /** A zigzag number in groups of seven bits, lowest first. */
  long varint() {
    long zigzag = uvarint();
    return (zigzag >>> 1) ^ -(zigzag & 1);
  }

  /** A signed variable bit integer. */
  long vbi() {
    int from = at;
    long word = Bits.peek(data, lastWord, from);
    advance(Bits.varbitLength(word));
    return Bits.vbi(data, lastWord, from, word);
  }

  /** An unsigned variable bit integer. */
  long vbu() {
    long word = Bits.peek(data, lastWord, at);
    if (word >= 0) {
      advance(1);
      return 0;
    }
    int varbitClass = Bits.varbitClass(word);
    int width = Bits.varbitWidth(varbitClass);
    if (varbitClass < 7) {
      advance(varbitClass + 1 + width);
      return word << (varbitClass + 1) >>> -width;
    }
    advance(8);
    return bits(width);
  }

  /** An error at the byte that is read next. */
  CorruptDataException corrupt(String finding) {
    return origin.corrupt(position() >>> 3, finding);
  }

  private void advance(int width) {
    int next = at + width;
    if (next > end) {
      throw corrupt(
          "a field of " + width + " bits was expected, the chunk ends after " + remaining());
    }
    at = next;
  }
}
