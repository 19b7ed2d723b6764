package io.meridian.tsdb.index;

import io.meridian.model.CorruptDataException;
import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.Crc32c;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.DiskFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Objects;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Makes the sparse header of an index, of which it reads symbols and postings offset table, and
 * counts labels on the way.
 */
final class HeaderBuilder {
  private static final int BUFFER = 1 << 16;

  private final IndexFile index;
  private final Symbols symbols;
  private final PostingsTable table;
  private final @Nullable IndexCensus census;
  private final GrowingBytes names = new GrowingBytes();
  private final GrowingBytes samples = new GrowingBytes();
  private final GrowingBytes values = new GrowingBytes();
  private int sampleCount;

  HeaderBuilder(ByteRanges ranges) {
    this(ranges, OptionalInt.empty());
  }

  /**
   * A builder that also counts.
   *
   * @param limit how many entries the lists of {@link #counted} have at most
   */
  HeaderBuilder(ByteRanges ranges, int limit) {
    this(ranges, OptionalInt.of(limit));
  }

  private HeaderBuilder(ByteRanges ranges, OptionalInt limit) {
    this.index = IndexFile.open(ranges);
    this.symbols = Symbols.withStarts(index.symbolsSection(), index.version());
    this.table = OffsetTable.of(index.tableSection(), index.version(), index.listsEnd());
    this.census = limit.isEmpty() ? null : new IndexCensus(index, table, limit.getAsInt());
  }

  /** What was counted while the header was written. */
  Cardinality counted() {
    return Objects.requireNonNull(census, "nothing was to be counted").counted();
  }

  /** Writes the header under another name, then renames it, so that it is whole or not there. */
  void write(Disk disk, Path file) throws IOException {
    for (int name = 0; name < table.names(); name++) {
      addName(name);
    }
    Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
    disk.delete(unfinished);
    boolean complete = false;
    try {
      writeParts(disk, unfinished);
      disk.rename(unfinished, file);
      complete = true;
    } finally {
      if (!complete) {
        disk.delete(unfinished);
      }
    }
    disk.syncFolder(file.resolveSibling(".").normalize());
  }

  private void addName(int name) {
    byte[] text = table.name(name);
    names.u32(symbol(0, text, 0, text.length));
    names.u32(table.values(name));
    names.u32(sampleCount);
    if (census != null) {
      census.begin(text);
    }
    int symbol = 0;
    long list = 0;
    int position = 0;
    for (ValueCursor value = table.cursor(name, new byte[0]); value.next(); position++) {
      int next = symbol(symbol, value.bytes(), value.from(), value.to());
      if (position % HeaderTable.INTERVAL == 0) {
        samples.u32(next);
        samples.u32(values.size());
        samples.u64(value.listOffset());
        sampleCount++;
      } else {
        values.uvarint(next - symbol);
        values.varint(value.listOffset() - list);
      }
      symbol = next;
      list = value.listOffset();
      if (census != null) {
        census.add(value);
      }
    }
    if (census != null) {
      census.end();
    }
  }

  private int symbol(int from, byte[] text, int textFrom, int textTo) {
    int position = symbols.ceilingFrom(from, text, textFrom, textTo);
    if (position == symbols.count() || symbols.compareAt(position, text, textFrom, textTo) != 0) {
      throw new CorruptDataException(
          index.name(),
          index.toc().postingsOffsetTable(),
          "a name or value of the postings offset table is not among the symbols");
    }
    return position;
  }

  private void writeParts(Disk disk, Path file) throws IOException {
    MemorySegment strings = symbols.section().bytes();
    MemorySegment starts = symbols.starts();
    try (DiskFile out = disk.create(file)) {
      FileOutput output = new FileOutput(out, BUFFER);
      output.bytes(MemorySegment.ofArray(layout().bytes()));
      output.bytes(strings);
      output.pad(8);
      output.bytes(starts);
      output.pad(8);
      output.bytes(names.segment());
      output.bytes(samples.segment());
      output.bytes(values.segment());
      output.flush();
      out.sync();
    }
  }

  private HeaderLayout layout() {
    MemorySegment strings = symbols.section().bytes();
    return new HeaderLayout(
        index.version(),
        symbols.shift(),
        index.size(),
        index.toc(),
        symbols.count(),
        table.names(),
        sampleCount,
        table.all(),
        strings.byteSize(),
        values.size(),
        Crc32c.of(strings, 0, strings.byteSize()),
        Crc32c.of(symbols.starts(), 0, symbols.starts().byteSize()),
        Crc32c.of(names.segment(), samples.segment(), values.segment()));
  }
}
