package io.meridian.tsdb.index;

import io.meridian.model.CorruptDataException;
import io.meridian.tsdb.file.Crc32c;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The first 128 bytes of a sparse header: what it describes, and where its parts stand and how they
 * sum up. Little-endian but for the index's own bytes.
 *
 * <pre>
 *     0 magic "MIXH"            4 version u8, the index's version u8, shift u8, 0
 *     8 the index's size u64   16 the index's table of contents, 52 bytes as they stand there
 *    68 symbols u32, names u32, samples u32
 *    80 offset u64 and end u64 of the list of all series
 *    96 length of the symbols u64, length of the values u64
 *   112 checksums u32: of the symbols, of the starts, of names, samples and values together
 *   124 checksum of the 124 bytes before
 * </pre>
 *
 * @param version the index's
 * @param shift every 2<sup>shift</sup>th symbol's start is kept
 * @param indexSize in bytes
 * @param all where the list of all series stands
 * @param symbolsLength of the symbols' part, their count included
 */
record HeaderLayout(
    int version,
    int shift,
    long indexSize,
    IndexToc toc,
    int symbols,
    int names,
    int samples,
    ListPlace all,
    long symbolsLength,
    long valuesLength,
    int symbolsChecksum,
    int startsChecksum,
    int tableChecksum) {

  static final int SIZE = 128;
  static final int NAME_SIZE = 12;
  static final int SAMPLE_SIZE = 16;

  static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int MAGIC = 0x4858494d;
  private static final int VERSION = 1;
  private static final int LARGEST_SHIFT = 5;

  long startsAt() {
    return SIZE + aligned(symbolsLength);
  }

  long startsLength() {
    return 4 * Symbols.sampled(symbols, shift);
  }

  long tableAt() {
    return startsAt() + aligned(startsLength());
  }

  long tableLength() {
    return (long) NAME_SIZE * names + (long) SAMPLE_SIZE * samples + valuesLength;
  }

  /** The size of the whole file. */
  long size() {
    return tableAt() + tableLength();
  }

  static long aligned(long length) {
    return (length + 7) & -8;
  }

  /**
   * Reads and checks the first bytes of a header.
   *
   * @param bytes {@link #SIZE} of them
   * @param name what errors call the file
   * @param size the file's
   */
  static HeaderLayout read(MemorySegment bytes, String name, long size) {
    if (bytes.get(U32, 0) != MAGIC || bytes.get(ValueLayout.JAVA_BYTE, 4) != VERSION) {
      throw new CorruptDataException(name, 0, "expected a sparse header of version " + VERSION);
    }
    if (bytes.get(U32, SIZE - 4) != Crc32c.of(bytes, 0, SIZE - 4)) {
      throw new CorruptDataException(name, SIZE - 4, "the first bytes' checksum is not theirs");
    }
    long indexSize = bytes.get(U64, 8);
    MemorySegment toc = bytes.asSlice(16, IndexToc.SIZE);
    HeaderLayout layout =
        new HeaderLayout(
            bytes.get(ValueLayout.JAVA_BYTE, 5),
            bytes.get(ValueLayout.JAVA_BYTE, 6),
            indexSize,
            IndexToc.read(toc, name, indexSize - IndexToc.SIZE),
            bytes.get(U32, 68),
            bytes.get(U32, 72),
            bytes.get(U32, 76),
            new ListPlace(bytes.get(U64, 80), bytes.get(U64, 88)),
            bytes.get(U64, 96),
            bytes.get(U64, 104),
            bytes.get(U32, 112),
            bytes.get(U32, 116),
            bytes.get(U32, 120));
    layout.check(name, size);
    return layout;
  }

  private void check(String name, long fileSize) {
    if (version < 1 || version > 3) {
      throw new CorruptDataException(
          name, 5, "expected an index of version 1 to 3, found " + version);
    }
    boolean counts = symbols >= 0 && names >= 0 && samples >= 0;
    boolean lengths =
        symbolsLength >= 4
            && symbolsLength < 1L << 33
            && valuesLength >= 0
            && valuesLength < 1L << 33;
    if (!counts || !lengths || shift < 0 || shift > LARGEST_SHIFT || size() != fileSize) {
      throw new CorruptDataException(
          name, 68, "the parts do not fill the file's " + fileSize + " bytes");
    }
  }

  byte[] bytes() {
    byte[] bytes = new byte[SIZE];
    MemorySegment segment = MemorySegment.ofArray(bytes);
    segment.set(U32, 0, MAGIC);
    bytes[4] = VERSION;
    bytes[5] = (byte) version;
    bytes[6] = (byte) shift;
    segment.set(U64, 8, indexSize);
    System.arraycopy(toc.bytes(), 0, bytes, 16, IndexToc.SIZE);
    segment.set(U32, 68, symbols);
    segment.set(U32, 72, names);
    segment.set(U32, 76, samples);
    segment.set(U64, 80, all.offset());
    segment.set(U64, 88, all.end());
    segment.set(U64, 96, symbolsLength);
    segment.set(U64, 104, valuesLength);
    segment.set(U32, 112, symbolsChecksum);
    segment.set(U32, 116, startsChecksum);
    segment.set(U32, 120, tableChecksum);
    segment.set(U32, SIZE - 4, Crc32c.of(bytes, 0, SIZE - 4));
    return bytes;
  }
}
