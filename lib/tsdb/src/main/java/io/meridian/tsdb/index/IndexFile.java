package io.meridian.tsdb.index;

import io.meridian.model.CorruptDataException;
import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.Crc32c;
import io.meridian.tsdb.file.HeldRanges;
import io.meridian.tsdb.file.VerifiedRead;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * An index as sections of bytes: finds them by the table of contents, verifies their checksums,
 * fetches what is asked.
 */
final class IndexFile implements AutoCloseable {
  static final int MAGIC = 0xBAAAD700;
  static final int HEADER_SIZE = 5;

  static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final ByteRanges ranges;
  private final int version;
  private final IndexToc toc;

  /** All bytes, if they are in memory. */
  private final @Nullable MemorySegment whole;

  private final long seriesEnd;

  IndexFile(ByteRanges ranges, int version, IndexToc toc) {
    this.ranges = ranges;
    this.version = version;
    this.toc = toc;
    this.seriesEnd = toc.sectionEnd(toc.series(), ranges.size() - IndexToc.SIZE);
    this.whole = ranges.inMemory() ? ranges.read(0, ranges.size()) : null;
  }

  /** Reads the first and the last bytes. */
  static IndexFile open(ByteRanges ranges) {
    String name = ranges.name();
    long tocAt = ranges.size() - IndexToc.SIZE;
    if (tocAt < HEADER_SIZE) {
      throw new CorruptDataException(
          name, 0, "an index has at least 57 bytes, this has " + ranges.size());
    }
    MemorySegment header = ranges.read(0, HEADER_SIZE);
    if (header.get(U32, 0) != MAGIC) {
      throw new CorruptDataException(
          name,
          0,
          String.format(
              "expected the index's magic number baaad700, found %08x", header.get(U32, 0)));
    }
    int version = header.get(ValueLayout.JAVA_BYTE, 4) & 0xff;
    if (version < 1 || version > 3) {
      throw new CorruptDataException(
          name, 4, "index version " + version + " is unknown; known are 1, 2 and 3");
    }
    MemorySegment last = ranges.read(tocAt, IndexToc.SIZE);
    return new IndexFile(ranges, version, IndexToc.read(last, name, tocAt));
  }

  /** The same sections of other bytes. */
  IndexFile over(ByteRanges other) {
    return new IndexFile(other, version, toc);
  }

  String name() {
    return ranges.name();
  }

  long size() {
    return ranges.size();
  }

  int version() {
    return version;
  }

  IndexToc toc() {
    return toc;
  }

  /** All bytes, if they are in memory. */
  @Nullable MemorySegment whole() {
    return whole;
  }

  /** Where the table of contents begins, and the last section ends at the latest. */
  long tocAt() {
    return ranges.size() - IndexToc.SIZE;
  }

  MemorySegment read(long offset, long length) {
    return whole == null ? ranges.read(offset, length) : slice(whole, 0, offset, length);
  }

  /** Fetches what will be read soon. */
  HeldRanges fetch(long[] offsets, long[] ends, int count) {
    return whole == null ? ranges.fetch(offsets, ends, count) : HeldRanges.none();
  }

  /** Drops what proved damaged; whether another read may give other bytes. */
  boolean dropDamaged() {
    return ranges.dropDamaged();
  }

  long latencyNanos() {
    return ranges.latencyNanos();
  }

  /** Where the series end. */
  long seriesEnd() {
    return seriesEnd;
  }

  /** The least reference that a series can have. */
  long firstRef() {
    return version == 1 ? toc.series() : (toc.series() + 15) / 16;
  }

  /** The greatest reference that a series can have. */
  long lastRef() {
    return version == 1 ? seriesEnd - 1 : (seriesEnd - 1) / 16;
  }

  /**
   * Where the entry of a series begins.
   *
   * @throws CorruptDataException if that is not among the series
   */
  long seriesOffset(int ref) {
    long offset = offset(ref);
    if (offset < toc.series() || offset >= seriesEnd || toc.series() == 0) {
      throw noSeries(ref);
    }
    return offset;
  }

  private long offset(int ref) {
    return Integer.toUnsignedLong(ref) * (version == 1 ? 1 : 16);
  }

  /** The error that a reference leads to nothing. */
  CorruptDataException noSeries(int ref) {
    return corrupt(
        offset(ref),
        "series "
            + Integer.toUnsignedString(ref)
            + " is referred to, the series stand from "
            + toc.series()
            + " to "
            + seriesEnd);
  }

  CorruptDataException corrupt(long offset, String finding) {
    return new CorruptDataException(name(), offset, finding);
  }

  /**
   * Reads a section that begins with its length and ends with its checksum.
   *
   * @param offset where its length stands
   * @param end where it should end at the latest; if it is longer than that, another read follows
   */
  Section section(long offset, long end) {
    return whole == null
        ? VerifiedRead.of(ranges, () -> readSection(offset, end))
        : readSection(offset, end);
  }

  private Section readSection(long offset, long end) {
    long expected = Math.max(8, Math.min(end, tocAt()) - offset);
    MemorySegment bytes = read(offset, expected);
    long length = Integer.toUnsignedLong(bytes.get(U32, 0));
    if (length + 8 > expected) {
      bytes = read(offset, length + 8);
    }
    return section(bytes, offset, length);
  }

  /** Whether the checksum of a section whose bytes are at hand is that of its bytes. */
  static boolean isWhole(MemorySegment bytes, long length) {
    return bytes.get(U32, 4 + length) == Crc32c.of(bytes, 4, length);
  }

  /** Verifies a section whose bytes are at hand. */
  Section section(MemorySegment bytes, long offset, long length) {
    int stored = bytes.get(U32, 4 + length);
    int found = Crc32c.of(bytes, 4, length);
    if (stored != found) {
      throw new CorruptDataException(
          name(),
          offset,
          String.format(
              "the section's checksum is %08x, its %d bytes have %08x", stored, length, found));
    }
    return new Section(bytes.asSlice(4, length), name(), offset + 4);
  }

  /** The symbol table. */
  Section symbolsSection() {
    return sectionOrNothing(toc.symbols());
  }

  /** The postings offset table. */
  Section tableSection() {
    return sectionOrNothing(toc.postingsOffsetTable());
  }

  /** Where the last posting list ends at the latest. */
  long listsEnd() {
    return toc.postingsOffsetTable();
  }

  /** The section at an offset of the table of contents; 0 stands for one without entries. */
  private Section sectionOrNothing(long offset) {
    return offset == 0
        ? new Section(MemorySegment.ofArray(new byte[4]), name(), 0)
        : section(offset, toc.sectionEnd(offset, tocAt()));
  }

  /**
   * Reads a posting list.
   *
   * @param offset where its length stands
   * @param end where it should end at the latest, 0 if not known
   */
  SeriesRefs list(long offset, long end) {
    return list(section(offset, end > offset ? end : offset + 8));
  }

  /** The posting list in a section. */
  static SeriesRefs list(Section section) {
    long length = section.bytes().byteSize();
    long count = length < 4 ? 0 : Integer.toUnsignedLong(section.bytes().get(U32, 0));
    if (length != 4 + 4 * count || count > Integer.MAX_VALUE) {
      throw new CorruptDataException(
          section.name(),
          section.offset(),
          "a posting list of " + length + " bytes is said to have " + count + " entries");
    }
    return new SeriesRefs(section, (int) count);
  }

  /** A part of bytes that were read from an offset on. */
  MemorySegment slice(MemorySegment bytes, long from, long offset, long length) {
    if (offset < from || length < 0 || offset - from > bytes.byteSize() - length) {
      ranges.checkRange(offset, length);
    }
    return bytes.asSlice(offset - from, length);
  }

  @Override
  public void close() {
    ranges.close();
  }
}
