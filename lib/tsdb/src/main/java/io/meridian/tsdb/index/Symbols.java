package io.meridian.tsdb.index;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.meridian.model.CorruptDataException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The strings of an index, each once, ascending as unsigned bytes. A reference to a symbol is an
 * unsigned 32-bit number: its position, or in version 1 the offset of its length in the file. In
 * both, references ascend as the strings do.
 *
 * <p>The strings stay where they are, in the section; beside them stand the offsets of every symbol
 * or, where that would take more than a fair part of the section's own size, of every
 * 2<sup>n</sup>th, at most every 32nd.
 *
 * <p>Safe for use by many threads as long as the index is open.
 */
public final class Symbols {
  private static final int LARGEST_SHIFT = 5;

  static final ValueLayout.OfInt START =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** How many offsets are kept before sampling begins. */
  private static final int MANY = 1 << 18;

  private static final int LARGEST_LABEL_SET = 1 << 20;

  private final Section section;
  private final MemorySegment bytes;
  private final long size;
  private final int count;
  private final MemorySegment starts;
  private final int shift;

  /** In version 1 where in the file the first string's length stands, else −1. */
  private final long firstAt;

  /**
   * Symbols whose offsets are known.
   *
   * @param section the section's body with its count
   * @param starts offsets in the body of every 2<sup>shift</sup>th symbol, each a {@link #START}
   * @param byOffset whether references are offsets in the file
   */
  Symbols(Section section, int count, MemorySegment starts, int shift, boolean byOffset) {
    this.section = section;
    this.bytes = section.bytes();
    this.size = bytes.byteSize();
    this.count = count;
    this.starts = starts;
    this.shift = shift;
    this.firstAt = byOffset ? section.offset() : -1;
  }

  /** Walks over a section once and notes where symbols begin. */
  static Symbols of(Section section, int version) {
    return of(section, version, MANY);
  }

  /** As {@link #of}, with more starts than one would keep on the heap for long. */
  static Symbols withStarts(Section section, int version) {
    return of(section, version, 1 << 28);
  }

  private static Symbols of(Section section, int version, int many) {
    long size = section.bytes().byteSize();
    Varints strings = section.varints();
    if (size < 4) {
      throw strings.corrupt("expected the number of symbols, found the end of the section");
    }
    long count = Integer.toUnsignedLong(section.bytes().get(IndexFile.U32, 0));
    if (count > size - 4 || count > Integer.MAX_VALUE) {
      throw strings.corrupt(
          count + " symbols are said to be in a section of " + (size - 4) + " bytes");
    }
    int shift = shift(count, size, many);
    MemorySegment starts = MemorySegment.ofArray(new byte[4 * (int) sampled(count, shift)]);
    strings.at(4);
    for (int i = 0; i < count; i++) {
      if ((i & ((1 << shift) - 1)) == 0) {
        starts.set(START, 4L * (i >>> shift), (int) strings.at());
      }
      strings.skipString();
    }
    if (!strings.atEnd()) {
      throw strings.corrupt(
          "expected the end of the symbols after " + count + " of them, found more bytes");
    }
    return new Symbols(section, (int) count, starts, shift, version == 1);
  }

  private static int shift(long count, long size, int many) {
    int shift = 0;
    while (shift < LARGEST_SHIFT && ((count >>> shift) > many || (count >>> shift) * 8 > size)) {
      shift++;
    }
    return shift;
  }

  /** How many symbols there are. */
  public int count() {
    return count;
  }

  /**
   * The length of a symbol in bytes.
   *
   * @throws CorruptDataException if there is no such symbol
   */
  public int length(int ref) {
    return length(locate(ref));
  }

  /**
   * Copies a symbol.
   *
   * @param into has room for it from {@code at}
   * @return the offset behind it
   * @throws CorruptDataException if there is no such symbol
   */
  public int copy(int ref, byte[] into, int at) {
    long place = locate(ref);
    copy(place, into, at);
    return at + length(place);
  }

  /** A symbol's bytes. */
  public byte[] bytes(int ref) {
    return bytesOf(locate(ref));
  }

  /** A symbol as text. */
  public String text(int ref) {
    return new String(bytes(ref), StandardCharsets.UTF_8);
  }

  /** The reference of a symbol, 0 to 2<sup>32</sup>−1, or −1 if the index does not have it. */
  public long find(byte[] value) {
    return find(value, 0, value.length);
  }

  /** As {@link #find(byte[])}, for a part of an array. */
  public long find(byte[] value, int from, int to) {
    int position = ceiling(value, from, to);
    if (position == count || compareAt(position, value, from, to) != 0) {
      return -1;
    }
    return firstAt < 0 ? position : firstAt + startAt(position);
  }

  /** The position of the first symbol that is not below a value; their number if there is none. */
  int ceiling(byte[] value, int from, int to) {
    int low = 0;
    int high = (int) sampled(count, shift);
    while (low < high) { // the first sample that is not below the value
      int middle = (low + high) >>> 1;
      if (compare(placeAt(start(middle)), value, from, to) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    if (low == 0 || shift == 0) {
      return low;
    }
    long at = start(low - 1);
    int last = Math.min(count, low << shift);
    for (int i = (low - 1) << shift; i < last; i++) {
      long place = placeAt(at);
      if (compare(place, value, from, to) >= 0) {
        return i;
      }
      at = offset(place) + length(place);
    }
    return last;
  }

  /** As {@link #ceiling}, among the symbols from a position on: cheap if it is near. */
  int ceilingFrom(int from, byte[] value, int valueFrom, int valueTo) {
    int low = from;
    int step = 1;
    while (low < count && compareAt(low, value, valueFrom, valueTo) < 0) {
      low = Math.min(count, low + step);
      step = Math.min(2 * step, 1 << 24);
    }
    int high = low;
    low = Math.max(from, low - step / 2);
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compareAt(middle, value, valueFrom, valueTo) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Compares the symbol at a position with a value, as unsigned bytes. */
  int compareAt(int position, byte[] value, int from, int to) {
    return compare(locateAt(position), value, from, to);
  }

  private int compare(long place, byte[] value, int from, int to) {
    return Varints.compare(bytes, offset(place), length(place), value, from, to);
  }

  /** A walk over all symbols, ascending. */
  public SymbolCursor cursor() {
    return new SymbolCursor(this);
  }

  /**
   * A label set that is larger is taken for damage: more than all symbols, and than a series can
   * sensibly have.
   */
  int largestLabelSet() {
    return (int) Math.max(LARGEST_LABEL_SET, Math.min(size, 1 << 30));
  }

  // A place is a string's offset in the body in the upper half of a long, its length in the lower.

  static long offset(long place) {
    return place >>> 32;
  }

  static int length(long place) {
    return (int) place;
  }

  void copy(long place, byte[] into, int at) {
    MemorySegment.copy(bytes, JAVA_BYTE, offset(place), into, at, length(place));
  }

  /** The place of the symbol behind a reference. */
  long locate(int ref) {
    if (firstAt >= 0) {
      return locateOffset(Integer.toUnsignedLong(ref));
    }
    if (Integer.compareUnsigned(ref, count) >= 0) {
      throw new CorruptDataException(
          section.name(),
          section.offset(),
          "symbol " + Integer.toUnsignedString(ref) + " is referred to, there are " + count);
    }
    return locateAt(ref);
  }

  /** The place of the symbol at a position. */
  long locateAt(int position) {
    return placeAt(startAt(position));
  }

  byte[] bytesAt(int position) {
    return bytesOf(locateAt(position));
  }

  private byte[] bytesOf(long place) {
    byte[] copy = new byte[length(place)];
    copy(place, copy, 0);
    return copy;
  }

  private long startAt(int position) {
    long at = start(position >>> shift);
    for (int skip = position & ((1 << shift) - 1); skip > 0; skip--) {
      long place = placeAt(at);
      at = offset(place) + length(place);
    }
    return at;
  }

  private long locateOffset(long ref) {
    long at = ref - firstAt;
    if (at < 4 || at >= size) {
      throw new CorruptDataException(
          section.name(),
          section.offset(),
          "a symbol at " + ref + " is referred to, outside the symbol table");
    }
    return placeAt(at);
  }

  /** The place of the string whose length stands at an offset. */
  long placeAt(long at) {
    long length = 0;
    long next = at;
    for (int shift = 0; next < size && shift < 35; shift += 7) {
      byte more = bytes.get(JAVA_BYTE, next++);
      length |= (more & 0x7fL) << shift;
      if (more >= 0) {
        if (length > Math.min(size - next, Integer.MAX_VALUE)) {
          break;
        }
        return (next << 32) | length;
      }
    }
    throw new CorruptDataException(
        section.name(), section.offset() + at, "expected a symbol that ends within the symbols");
  }

  private long start(int sample) {
    return Integer.toUnsignedLong(starts.get(START, 4L * sample));
  }

  /** How many of a number of symbols have their offsets kept. */
  static long sampled(long count, int shift) {
    return (count + (1L << shift) - 1) >>> shift;
  }

  Section section() {
    return section;
  }

  MemorySegment starts() {
    return starts;
  }

  int shift() {
    return shift;
  }

  static byte[] grown(byte[] array, int length) {
    return array.length >= length
        ? array
        : Arrays.copyOf(array, Math.max(length, (int) Math.min(2L * array.length, 1 << 30)));
  }
}
