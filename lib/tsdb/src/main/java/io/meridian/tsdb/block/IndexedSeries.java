package io.meridian.tsdb.block;

import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.index.ChunkPlaces;
import io.meridian.tsdb.index.IndexSymbols;
import io.meridian.tsdb.index.IndexWriter;
import java.io.IOException;
import java.nio.file.Path;

/** Series that go straight into the index, whose symbols came first. */
final class IndexedSeries implements SeriesSink {
  /** References count the places where an entry can begin. */
  private static final long ENTRY_ALIGNMENT = 16;

  private final IndexWriter index;
  private long lastRef = -1;
  private long largestEntry;

  IndexedSeries(Disk disk, Path file) throws IOException {
    index = new IndexWriter(disk, file);
  }

  /** Series that come by symbols which are known. */
  IndexedSeries(Disk disk, Path file, IndexSymbols symbols) throws IOException {
    index = new IndexWriter(disk, file, symbols);
  }

  void addSymbol(byte[] utf8, int from, int to) {
    index.addSymbol(utf8, from, to);
  }

  @Override
  public void add(byte[] packed, int from, int to, ChunkPlaces chunks) throws IOException {
    added(index.addSeries(packed, from, to, chunks));
  }

  @Override
  public void add(int[] labelRefs, int labels, ChunkPlaces chunks) throws IOException {
    added(index.addSeries(labelRefs, labels, chunks));
  }

  private void added(int entry) {
    long ref = Integer.toUnsignedLong(entry);
    endLastAt(ref * ENTRY_ALIGNMENT);
    lastRef = ref;
  }

  private void endLastAt(long offset) {
    if (lastRef >= 0) {
      largestEntry = Math.max(largestEntry, offset - lastRef * ENTRY_ALIGNMENT);
    }
  }

  @Override
  public long finish() throws IOException {
    index.finish();
    endLastAt(index.seriesEnd());
    return largestEntry;
  }

  @Override
  public void close() throws IOException {
    index.close();
  }
}
