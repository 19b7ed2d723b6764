package io.meridian.tsdb.index;

import io.meridian.model.CorruptDataException;
import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.Crc32c;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Holds a sparse header against its index, entry by entry: what readers take from the header must
 * be what the index says. Memory does not grow with either.
 */
public final class HeaderCheck {
  private static final byte[] ALL = {};

  private final ByteRanges header;
  private final ByteRanges ranges;
  private final IndexReader index;

  /** Is told what is wrong. */
  public interface Findings {
    /**
     * Something that is not as it should be.
     *
     * @param what names the header, the place in it, what should be there and what is
     * @param misleads whether a reader would believe it; else readers notice and do without the
     *     header
     */
    void finding(CorruptDataException what, boolean misleads);
  }

  /**
   * A check.
   *
   * @param ranges the index's bytes
   * @param index reads the same bytes without a header
   */
  public HeaderCheck(ByteRanges header, ByteRanges ranges, IndexReader index) {
    this.header = header;
    this.ranges = ranges;
    this.index = index;
  }

  /**
   * Looks at the whole header, as far as the first finding.
   *
   * @throws CorruptDataException if the index is damaged
   */
  public void run(Findings findings) {
    Symbols symbols = index.symbols();
    PostingsTable table = index.table();
    try {
      HeaderLayout layout =
          HeaderLayout.read(header.read(0, HeaderLayout.SIZE), header.name(), header.size());
      requireIndex(layout);
      MemorySegment bytes = header.read(0, header.size());
      requireSum(
          bytes, "symbols", HeaderLayout.SIZE, layout.symbolsLength(), layout.symbolsChecksum());
      requireSum(
          bytes, "starts", layout.startsAt(), layout.startsLength(), layout.startsChecksum());
      requireSum(bytes, "table", layout.tableAt(), layout.tableLength(), layout.tableChecksum());
      new Comparison(header.name(), bytes, layout, symbols, findings).run(index.version(), table);
    } catch (CorruptDataException e) {
      findings.finding(e, false);
    }
  }

  private void requireIndex(HeaderLayout layout) {
    if (layout.indexSize() != ranges.size()) {
      throw corrupt(
          8,
          "expected the header of this index of %d bytes, found that of one of %d"
              .formatted(ranges.size(), layout.indexSize()));
    }
    if (!layout.toc().equals(index.toc())) {
      throw corrupt(16, "expected the index's table of contents, found that of another index");
    }
  }

  private void requireSum(MemorySegment bytes, String part, long at, long length, int checksum) {
    int found = Crc32c.of(bytes, at, length);
    if (found != checksum) {
      throw corrupt(
          at,
          "expected the checksum %08x of the %d bytes of the %s, found %08x"
              .formatted(checksum, length, part, found));
    }
  }

  private CorruptDataException corrupt(long offset, String expectation) {
    return new CorruptDataException(header.name(), offset, expectation);
  }

  /** A header whose checksums are right, part by part. */
  private record Comparison(
      String name, MemorySegment bytes, HeaderLayout layout, Symbols symbols, Findings findings) {

    void run(int version, PostingsTable table) {
      try {
        requireVersion(version);
        requireSymbols();
        requireStarts();
        requireTable(
            table,
            new HeaderTable(
                bytes.asSlice(layout.tableAt(), layout.tableLength()), name, layout, symbols));
      } catch (CorruptDataException e) {
        findings.finding(e, true);
      }
    }

    private CorruptDataException wrong(long offset, String expectation) {
      return new CorruptDataException(name, offset, expectation);
    }

    /** Readers of a header do not look for the version into the index. */
    private void requireVersion(int expected) {
      if (layout.version() != expected) {
        throw wrong(5, "expected index version " + expected + ", found " + layout.version());
      }
    }

    private void requireSymbols() {
      MemorySegment found = bytes.asSlice(HeaderLayout.SIZE, layout.symbolsLength());
      long difference = found.mismatch(symbols.section().bytes());
      if (difference >= 0) {
        throw wrong(HeaderLayout.SIZE + difference, "expected the index's symbols, byte for byte");
      }
      if (layout.symbols() != symbols.count()) {
        throw wrong(
            68, "expected %d symbols, found %d".formatted(symbols.count(), layout.symbols()));
      }
    }

    private void requireStarts() {
      int step = 1 << layout.shift();
      long expected = Integer.BYTES;
      for (int i = 0; i < symbols.count(); i++) {
        if (i % step == 0) {
          long at = layout.startsAt() + (long) Integer.BYTES * (i / step);
          long found = Integer.toUnsignedLong(bytes.get(Symbols.START, at));
          if (found != expected) {
            throw wrong(
                at, "expected symbol %d to begin at %d, found %d".formatted(i, expected, found));
          }
        }
        long place = symbols.placeAt(expected);
        expected = Symbols.offset(place) + Symbols.length(place);
      }
    }

    private void requireTable(PostingsTable expected, HeaderTable found) {
      if (!expected.all().equals(found.all())) {
        throw wrong(
            80, "expected for all series %s, found %s".formatted(expected.all(), found.all()));
      }
      if (expected.names() != found.names()) {
        throw wrong(
            72, "expected %d label names, found %d".formatted(expected.names(), found.names()));
      }
      for (int i = 0; i < expected.names(); i++) {
        long at = layout.tableAt() + (long) HeaderLayout.NAME_SIZE * i;
        if (!Arrays.equals(expected.name(i), found.name(i))) {
          throw wrong(at, "expected label name %d of the index".formatted(i));
        }
        if (expected.values(i) != found.values(i)) {
          throw wrong(
              at + 4,
              "expected %d values of label name %d, found %d"
                  .formatted(expected.values(i), i, found.values(i)));
        }
        requireValues(i, expected.cursor(i, ALL), found.cursor(i, ALL), found.firstSample(i));
      }
    }

    private void requireValues(int nameAt, ValueCursor right, ValueCursor found, int firstSample) {
      for (int i = 0; right.next(); i++) {
        long at = sampleAt(firstSample + i / HeaderTable.INTERVAL);
        if (!found.next() || !isSame(right, found)) {
          throw wrong(at, "expected value %d of label name %d of the index".formatted(i, nameAt));
        }
        if (right.listOffset() != found.listOffset()) {
          throw wrong(
              at,
              "expected the list of value %d of label name %d at %d, found %d"
                  .formatted(i, nameAt, right.listOffset(), found.listOffset()));
        }
      }
    }

    /** Where the sample stands that a run of values begins with. */
    private long sampleAt(int sample) {
      return layout.tableAt()
          + (long) HeaderLayout.NAME_SIZE * layout.names()
          + (long) HeaderLayout.SAMPLE_SIZE * sample;
    }

    private static boolean isSame(ValueCursor right, ValueCursor found) {
      return Arrays.equals(
          right.bytes(), right.from(), right.to(), found.bytes(), found.from(), found.to());
    }
  }
}
