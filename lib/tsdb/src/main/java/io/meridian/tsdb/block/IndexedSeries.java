package io.meridian.tsdb.block;

import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.index.ChunkPlaces;
import io.meridian.tsdb.index.IndexReader;
import io.meridian.tsdb.index.IndexWriter;
import java.io.IOException;
import java.nio.file.Path;

/** Series that go straight into the index, whose symbols came first. */
final class IndexedSeries implements SeriesSink {
  /** References count the places where an entry can begin. */
  private static final long ENTRY_ALIGNMENT = 16;

  private final Disk disk;
  private final Path file;
  private final IndexWriter index;
  private long lastRef = -1;
  private long largestEntry;

  IndexedSeries(Disk disk, Path file) throws IOException {
    this.disk = disk;
    this.file = file;
    this.index = new IndexWriter(disk, file);
  }

  void addSymbol(byte[] utf8, int from, int to) {
    index.addSymbol(utf8, from, to);
  }

  @Override
  public void add(byte[] packed, int from, int to, ChunkPlaces chunks) throws IOException {
    long ref = Integer.toUnsignedLong(index.addSeries(packed, from, to, chunks));
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
    ByteRanges ranges = disk.open(file);
    try (IndexReader written = IndexReader.open(ranges)) {
      endLastAt(written.toc().labelIndices());
    }
    return largestEntry;
  }

  @Override
  public void close() throws IOException {
    index.close();
  }
}
