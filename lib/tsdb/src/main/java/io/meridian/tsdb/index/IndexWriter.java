package io.meridian.tsdb.index;

import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Writes the index of a block from front to back: all symbols ascending, then all series in label
 * order, then {@link #finish}, which makes the posting lists. What it writes is, byte for byte,
 * what Prometheus writes of the same symbols, series and chunk places.
 *
 * <p>The memory it takes grows with the symbols (their bytes and some 30 more each) and not with
 * the series: the labels of series go to two scratch files beside the index, which are gone at the
 * end.
 *
 * <p>{@link #close} without a {@link #finish} deletes what was written. After an error nothing but
 * {@link #close} may be called. For one thread.
 */
public final class IndexWriter implements AutoCloseable {
  /** Posting list entries that are sorted in memory for who gives the symbols and has little. */
  private static final int FEW_AT_ONCE = 1 << 19;

  /** Bytes of labels that are kept in memory then. */
  private static final int SMALL_COLUMNS = 1 << 21;

  private static final int BUFFER = 1 << 17;
  private static final long REF_LIMIT = 1L << 32;

  private final Disk disk;
  private final DiskFile file;
  private final FileOutput out;
  private final Spool columnSpool;
  private final Spool listSpool;

  /** The symbols that come one by one, if they were not given. */
  private final SymbolTable added = new SymbolTable();

  private final boolean symbolsGiven;
  private final IndexSymbols symbols;
  private final SeriesLabels labels;
  private final LabelColumns columns;
  private byte[] body = new byte[256];
  private long seriesAt;
  private long listsAt;
  private long seriesCount;
  private final int sortedAtOnce;
  private boolean finished;
  private boolean complete;

  /**
   * Begins an index.
   *
   * @param file does not exist yet
   */
  public IndexWriter(Disk disk, Path file) throws IOException {
    this(disk, file, PostingsWriter.AT_ONCE, LabelColumns.MEMORY);
  }

  /**
   * As the other.
   *
   * @param sortedAtOnce how many entries of posting lists are sorted in memory
   * @param columnMemory how many bytes of labels are kept in memory before they go to disk
   */
  IndexWriter(Disk disk, Path file, int sortedAtOnce, int columnMemory) throws IOException {
    this(disk, file, Optional.empty(), sortedAtOnce, columnMemory);
  }

  /**
   * Begins an index whose symbols are known: series are to be added by these. The memory it takes
   * beside them is four bytes a symbol and some megabytes.
   *
   * @param file does not exist yet
   * @param symbols in use until the index is finished
   */
  public IndexWriter(Disk disk, Path file, IndexSymbols symbols) throws IOException {
    this(disk, file, Optional.of(symbols), FEW_AT_ONCE, SMALL_COLUMNS);
  }

  private IndexWriter(
      Disk disk, Path file, Optional<IndexSymbols> given, int sortedAtOnce, int columnMemory)
      throws IOException {
    this.symbolsGiven = given.isPresent();
    this.symbols = given.orElse(added);
    this.labels = new SeriesLabels(symbols, symbolsGiven ? (_, _, _) -> -1 : added::find);
    this.disk = disk;
    this.sortedAtOnce = sortedAtOnce;
    this.file = disk.create(file);
    this.out = new FileOutput(this.file, BUFFER);
    this.columnSpool = new Spool(disk, file.resolveSibling(file.getFileName() + ".columns"));
    this.listSpool = new Spool(disk, file.resolveSibling(file.getFileName() + ".lists"));
    this.columns = new LabelColumns(columnSpool, columnMemory);
    out.u32(IndexFile.MAGIC);
    out.u8(2);
  }

  /**
   * Adds a symbol, which must come after the one before as unsigned bytes.
   *
   * @return its reference, for {@link #addSeries(int[], int, ChunkPlaces)}
   * @throws IllegalArgumentException if it does not
   */
  public int addSymbol(byte[] utf8, int from, int to) {
    if (seriesAt != 0 || symbolsGiven) {
      throw new IllegalStateException(
          "symbols must be added before the first series, and not beside given ones");
    }
    return added.add(utf8, from, to);
  }

  /**
   * Adds a series, which must come after the one before in label order.
   *
   * @param packed holds the packed labels, whose strings must have been added as symbols
   * @param chunks ascending, without overlap
   * @return the series' reference, unsigned
   * @throws IllegalArgumentException if symbols are missing or the order is broken
   */
  public int addSeries(byte[] packed, int from, int to, ChunkPlaces chunks) throws IOException {
    endSymbols();
    labels.next(packed, from, to);
    return addSeries(chunks);
  }

  /**
   * Adds a series, as {@link #addSeries(byte[], int, int, ChunkPlaces)}.
   *
   * @param labelRefs symbols of name and value, in turn
   * @param count how many labels there are
   */
  public int addSeries(int[] labelRefs, int count, ChunkPlaces chunks) throws IOException {
    endSymbols();
    labels.next(labelRefs, count);
    return addSeries(chunks);
  }

  /** Where the series end in the file, once it is finished. */
  public long seriesEnd() {
    return listsAt;
  }

  /** How many series were added. */
  public long series() {
    return seriesCount;
  }

  private void endSymbols() throws IOException {
    if (finished) {
      throw new IllegalStateException("the index is finished");
    }
    if (seriesAt == 0) {
      new SymbolSection(symbols).write(out);
      seriesAt = out.position();
    }
  }

  private int addSeries(ChunkPlaces chunks) throws IOException {
    int length = encode(chunks);
    out.pad(16);
    long ref = out.position() / 16;
    if (ref >= REF_LIMIT) {
      throw new IllegalArgumentException("an index cannot have series beyond 64 GiB");
    }
    out.uvarint(length);
    out.beginChecksum();
    out.bytes(body, 0, length);
    out.endChecksum();
    columns.add(ref, labels.refs(), labels.labels());
    seriesCount++;
    return (int) ref;
  }

  private int encode(ChunkPlaces chunks) {
    int[] refs = labels.refs();
    body = Symbols.grown(body, 20 + 10 * labels.labels() + 30 * chunks.size());
    int at = FileOutput.putUvarint(body, 0, labels.labels());
    for (int i = 0; i < 2 * labels.labels(); i++) {
      at = FileOutput.putUvarint(body, at, refs[i]);
    }
    at = FileOutput.putUvarint(body, at, chunks.size());
    for (int i = 0; i < chunks.size(); i++) {
      checkChunk(chunks, i);
      long span = chunks.maxTime(i) - chunks.minTime(i);
      if (i == 0) {
        at = FileOutput.putVarint(body, at, chunks.minTime(i));
        at = FileOutput.putUvarint(body, at, span);
        at = FileOutput.putUvarint(body, at, chunks.ref(i));
      } else {
        at = FileOutput.putUvarint(body, at, chunks.minTime(i) - chunks.maxTime(i - 1));
        at = FileOutput.putUvarint(body, at, span);
        at = FileOutput.putVarint(body, at, chunks.ref(i) - chunks.ref(i - 1));
      }
    }
    return at;
  }

  private static void checkChunk(ChunkPlaces chunks, int chunk) {
    long min = chunks.minTime(chunk);
    if (chunks.maxTime(chunk) < min) {
      throw new IllegalArgumentException(
          "a chunk ends at " + chunks.maxTime(chunk) + " before it begins at " + min);
    }
    if (chunk > 0 && min <= chunks.maxTime(chunk - 1)) {
      throw new IllegalArgumentException(
          "the chunks of a series must ascend without overlap, one begins at "
              + min
              + " after one that ends at "
              + chunks.maxTime(chunk - 1));
    }
  }

  /**
   * Writes posting lists, table and contents, and makes the file's bytes survive a loss of power.
   */
  public void finish() throws IOException {
    endSymbols();
    finished = true;
    listsAt = out.position();
    PostingsWriter postings =
        new PostingsWriter(symbols, out, new SpooledBytes(listSpool), sortedAtOnce);
    postings.writeLists(columns);
    long tableAt = out.position();
    postings.writeTable(listsAt);
    byte[] toc =
        new IndexToc(IndexFile.HEADER_SIZE, seriesAt, listsAt, tableAt, listsAt, tableAt).bytes();
    out.bytes(toc, 0, toc.length);
    out.flush();
    file.sync();
    file.close();
    columnSpool.close();
    listSpool.close();
    complete = true;
  }

  /** Deletes what was written, unless {@link #finish} succeeded. */
  @Override
  public void close() throws IOException {
    if (complete) {
      return;
    }
    try (file;
        columnSpool;
        listSpool) {
      disk.delete(file.path());
    }
  }
}
