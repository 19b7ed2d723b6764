package io.meridian.tsdb.block;

import io.meridian.model.LabelCursor;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.index.ChunkPlaces;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Series that wait beside the index until their symbols, which must stand before them, are all
 * known.
 *
 * <pre>
 *   spool  := series*
 *   series := length:uvarint labels chunks:uvarint chunk*
 *   chunk  := min:varint span:uvarint ref:uvarint
 * </pre>
 */
final class SpooledSeries implements SeriesSink {
  private final Disk disk;
  private final Path indexFile;
  private final Path spoolFile;
  private final SpoolWriter spool;
  private final SymbolSpool symbols;
  private final LabelCursor labels = new LabelCursor();
  private byte[] last = {};
  private int lastLength;

  /**
   * Series for an index.
   *
   * @param symbolMemory how many bytes of symbols are held before they go to disk
   */
  SpooledSeries(Disk disk, Path indexFile, int symbolMemory) throws IOException {
    this.disk = disk;
    this.indexFile = indexFile;
    this.spoolFile = indexFile.resolveSibling("series.spool");
    this.spool = new SpoolWriter(disk.create(spoolFile));
    this.symbols = new SymbolSpool(disk, indexFile.resolveSibling("symbols"), symbolMemory);
    symbols.add(new byte[0], 0, 0);
  }

  @Override
  public void add(byte[] packed, int from, int to, ChunkPlaces chunks) throws IOException {
    addSymbols(packed, from, to);
    spool.string(packed, from, to);
    spool.unsigned(chunks.size());
    for (int i = 0; i < chunks.size(); i++) {
      spool.signed(chunks.minTime(i));
      spool.unsigned(chunks.maxTime(i) - chunks.minTime(i));
      spool.unsigned(chunks.ref(i));
    }
  }

  /** Adds the strings of labels that are not the first ones of the series before, too. */
  private void addSymbols(byte[] packed, int from, int to) throws IOException {
    int difference = Arrays.mismatch(last, 0, lastLength, packed, from, to);
    int equal = difference < 0 ? to - from : difference;
    labels.reset(packed, from, to);
    while (labels.next()) {
      if (labels.valueTo() - from > equal) {
        symbols.add(packed, labels.nameFrom(), labels.nameTo());
        symbols.add(packed, labels.valueFrom(), labels.valueTo());
      }
    }
    keep(packed, from, to);
  }

  private void keep(byte[] packed, int from, int to) {
    lastLength = to - from;
    if (last.length < lastLength) {
      last = new byte[Math.max(lastLength, 2 * last.length)];
    }
    System.arraycopy(packed, from, last, 0, lastLength);
  }

  @Override
  public void add(int[] labelRefs, int labels, ChunkPlaces chunks) {
    throw new IllegalStateException("series can be added by symbols that were given alone");
  }

  @Override
  public long finish() throws IOException {
    spool.flush();
    spool.close();
    long largestEntry = index();
    symbols.close();
    disk.delete(spoolFile);
    return largestEntry;
  }

  private long index() throws IOException {
    try (IndexedSeries index = new IndexedSeries(disk, indexFile);
        SpoolReader in = new SpoolReader(disk.open(spoolFile))) {
      symbols.drain(index::addSymbol);
      ChunkPlaces chunks = new ChunkPlaces();
      while (in.hasMore()) {
        copy(in, chunks, index);
      }
      return index.finish();
    }
  }

  private void copy(SpoolReader in, ChunkPlaces chunks, IndexedSeries index) throws IOException {
    int length = in.string();
    keep(in.bytes(), in.position() - length, in.position());
    chunks.clear();
    for (long left = in.unsigned(); left > 0; left--) {
      long min = in.signed();
      long max = min + in.unsigned();
      chunks.add(min, max, in.unsigned());
    }
    index.add(last, 0, length, chunks);
  }

  @Override
  public void close() throws IOException {
    try (symbols) {
      spool.close();
      disk.delete(spoolFile);
    }
  }
}
