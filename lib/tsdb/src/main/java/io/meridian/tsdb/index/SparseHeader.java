package io.meridian.tsdb.index;

import io.meridian.model.CorruptDataException;
import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.Crc32c;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.FileRanges;
import io.meridian.tsdb.file.MappedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a reader of an index must know before it asks for posting lists and series: all symbols, and
 * where each list stands. With this file at hand an index in a bucket is read without its symbols
 * and its postings offset table, and opened without reading anything of it.
 *
 * <pre>
 *   header := first 128 bytes (see {@link HeaderLayout}),
 *             symbols as they stand in the index (count u32, (length uvarint, bytes)*), zeros up to a multiple of 8,
 *             start u32* (offset in the symbols of every 2<sup>shift</sup>th), zeros up to a multiple of 8,
 *             table (see {@link HeaderTable})
 * </pre>
 *
 * The file is ours; other programs neither need nor mind it. It belongs to one index, known by its
 * size and table of contents, and can always be made again from that.
 *
 * <p>Opening reads the first bytes only. The file is mapped when something of it is first asked
 * for, and each part's checksum is verified then; a part that is damaged is told by {@link
 * #damaged}, and the reader takes the index's own instead. Safe for use by many threads.
 */
public final class SparseHeader implements AutoCloseable {
  private final Path file;
  private final HeaderLayout layout;
  private final Object lock = new Object(); // guards the mapping against use after close
  private @Nullable MappedFile mapped;
  private boolean closed;
  private volatile boolean damaged;

  private SparseHeader(Path file, HeaderLayout layout) {
    this.file = file;
    this.layout = layout;
  }

  /** The name of a header in its block's folder. */
  public static String fileName() {
    return "index.header";
  }

  /**
   * Opens a header.
   *
   * @throws CorruptDataException if the file is not a header of the version known, or its first
   *     bytes are damaged
   * @throws UncheckedIOException if it cannot be opened
   */
  public static SparseHeader open(Path file) {
    try (FileRanges ranges = FileRanges.open(file)) {
      MemorySegment first = ranges.read(0, HeaderLayout.SIZE);
      return new SparseHeader(file, HeaderLayout.read(first, file.toString(), ranges.size()));
    }
  }

  /**
   * Makes the header of an index, in place of one that is there.
   *
   * @throws CorruptDataException if the index is damaged
   */
  public static void write(Disk disk, Path file, ByteRanges index) throws IOException {
    new HeaderBuilder(index).write(disk, file);
  }

  /**
   * Makes the header of an index, as {@link #write(Disk, Path, ByteRanges)} does, and counts its
   * labels on the same walk over them.
   *
   * @param limit how many entries the counts' lists have at most
   * @return what {@link Cardinality#of} says of the index
   * @throws CorruptDataException if the index is damaged
   */
  public static Cardinality writeAndCount(Disk disk, Path file, ByteRanges index, int limit)
      throws IOException {
    HeaderBuilder builder = new HeaderBuilder(index, limit);
    builder.write(disk, file);
    return builder.counted();
  }

  /**
   * Opens the header of an index; makes it if there is none, or if it is damaged or another
   * index's.
   */
  public static SparseHeader openOrWrite(Disk disk, Path file, ByteRanges index)
      throws IOException {
    if (disk.exists(file)) {
      try {
        SparseHeader header = open(file);
        if (header.describes(index)) {
          return header;
        }
      } catch (CorruptDataException e) {
        // Made again below: nothing is lost with a header.
      }
    }
    write(disk, file, index);
    return open(file);
  }

  /** Whether an index is the one this was made of: its size and the last 52 bytes are compared. */
  public boolean describes(ByteRanges index) {
    if (index.size() != layout.indexSize()) {
      return false;
    }
    MemorySegment toc = index.read(index.size() - IndexToc.SIZE, IndexToc.SIZE);
    return toc.mismatch(MemorySegment.ofArray(layout.toc().bytes())) < 0;
  }

  /** The size of the index that this was made of. */
  public long indexSize() {
    return layout.indexSize();
  }

  /** Whether a part was found damaged or gone: the header should be made again. */
  public boolean damaged() {
    return damaged;
  }

  /** Whether all parts have their checksums; reads all of them. */
  public boolean isWhole() {
    try {
      part(HeaderLayout.SIZE, layout.symbolsLength(), layout.symbolsChecksum());
      part(layout.startsAt(), layout.startsLength(), layout.startsChecksum());
      part(layout.tableAt(), layout.tableLength(), layout.tableChecksum());
      return true;
    } catch (CorruptDataException | UncheckedIOException e) {
      return false;
    }
  }

  IndexFile index(ByteRanges ranges) {
    if (ranges.inMemory() ? !describes(ranges) : ranges.size() != layout.indexSize()) {
      throw new CorruptDataException(
          file.toString(), 8, "the sparse header is not that of " + ranges.name());
    }
    return new IndexFile(ranges, layout.version(), layout.toc());
  }

  /** The symbols, or null if they are damaged or gone. */
  @Nullable Symbols symbols() {
    try {
      MemorySegment strings =
          part(HeaderLayout.SIZE, layout.symbolsLength(), layout.symbolsChecksum());
      MemorySegment starts =
          part(layout.startsAt(), layout.startsLength(), layout.startsChecksum());
      if (Integer.toUnsignedLong(strings.get(IndexFile.U32, 0)) != layout.symbols()) {
        throw new CorruptDataException(file.toString(), 68, "the number of symbols is not theirs");
      }
      Section section = new Section(strings, file.toString(), layout.toc().symbols() + 4);
      return new Symbols(section, layout.symbols(), starts, layout.shift(), layout.version() == 1);
    } catch (CorruptDataException | UncheckedIOException e) {
      damaged = true;
      return null;
    }
  }

  /** The postings offset table, or null if it is damaged or gone. */
  @Nullable PostingsTable table(Symbols symbols) {
    try {
      MemorySegment bytes = part(layout.tableAt(), layout.tableLength(), layout.tableChecksum());
      return new HeaderTable(bytes, file.toString(), layout, symbols);
    } catch (CorruptDataException | UncheckedIOException e) {
      damaged = true;
      return null;
    }
  }

  private MemorySegment part(long offset, long length, int checksum) {
    MemorySegment bytes = map().read(offset, length);
    if (Crc32c.of(bytes, 0, length) != checksum) {
      throw new CorruptDataException(
          file.toString(), offset, "the checksum of " + length + " bytes is not theirs");
    }
    return bytes;
  }

  private MappedFile map() {
    synchronized (lock) {
      if (closed) {
        throw new IllegalStateException(file + " is closed");
      }
      MappedFile known = mapped;
      if (known == null) {
        known = MappedFile.open(file);
        mapped = known;
      }
      return known;
    }
  }

  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      MappedFile known = mapped;
      if (known != null) {
        known.close();
      }
    }
  }
}
