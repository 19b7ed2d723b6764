package io.meridian.tsdb.index;

import io.meridian.model.CorruptDataException;
import io.meridian.tsdb.file.Crc32c;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Where an index's sections begin: the last 52 bytes of the file, six offsets of 64 bits and their
 * checksum, big-endian. An offset of 0 says that there is no such section.
 *
 * @param symbols the symbol table
 * @param series the first series' entry, before its padding
 * @param labelIndices the end of the series; old writers put label indices there
 * @param labelOffsetTable equal to the postings offset table; old writers put a table of label
 *     indices there
 * @param postings the first posting list, before its padding
 * @param postingsOffsetTable the table of posting lists
 */
public record IndexToc(
    long symbols,
    long series,
    long labelIndices,
    long labelOffsetTable,
    long postings,
    long postingsOffsetTable) {

  public static final int SIZE = 52;

  private static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  /**
   * Reads the last bytes of a file.
   *
   * @param bytes the {@link #SIZE} bytes
   * @param name what errors call the file
   * @param at where in the file the bytes stand
   */
  public static IndexToc read(MemorySegment bytes, String name, long at) {
    int stored = bytes.get(U32, SIZE - 4);
    int found = Crc32c.of(bytes, 0, SIZE - 4);
    if (stored != found) {
      throw new CorruptDataException(
          name,
          at,
          String.format(
              "the table of contents has the checksum %08x, its bytes have %08x", stored, found));
    }
    IndexToc toc =
        new IndexToc(
            bytes.get(U64, 0),
            bytes.get(U64, 8),
            bytes.get(U64, 16),
            bytes.get(U64, 24),
            bytes.get(U64, 32),
            bytes.get(U64, 40));
    toc.check(name, at);
    return toc;
  }

  private void check(String name, long at) {
    long[] offsets = {
      symbols, series, labelIndices, labelOffsetTable, postings, postingsOffsetTable
    };
    for (long offset : offsets) {
      if (offset < 0 || offset > at) {
        throw new CorruptDataException(
            name,
            at,
            "the table of contents points to "
                + Long.toUnsignedString(offset)
                + ", outside the file's sections");
      }
    }
  }

  /** Where the section that begins at an offset ends at the latest. */
  long sectionEnd(long offset, long tocAt) {
    long end = tocAt;
    long[] offsets = {
      symbols, series, labelIndices, labelOffsetTable, postings, postingsOffsetTable
    };
    for (long next : offsets) {
      if (next > offset && next < end) {
        end = next;
      }
    }
    return end;
  }

  /** The table's bytes with their checksum. */
  byte[] bytes() {
    byte[] bytes = new byte[SIZE];
    MemorySegment segment = MemorySegment.ofArray(bytes);
    segment.set(U64, 0, symbols);
    segment.set(U64, 8, series);
    segment.set(U64, 16, labelIndices);
    segment.set(U64, 24, labelOffsetTable);
    segment.set(U64, 32, postings);
    segment.set(U64, 40, postingsOffsetTable);
    segment.set(U32, SIZE - 4, Crc32c.of(bytes, 0, SIZE - 4));
    return bytes;
  }
}
