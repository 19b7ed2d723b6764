package io.meridian.tsdb.block;

import io.meridian.model.QueryContext;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.chunk.ChunkEncoding;

/**
 * The encoded chunks of a block's series, as they are stored, of chunk files that are far: those of
 * a few hundred series are fetched together.
 */
final class FarChunks implements ChunkSeriesCursor {
  private final SeriesWalk walk;
  private final ChunkFileReader files;
  private final int likelyChunk;
  private final Tombstones tombstones;
  private final ChunkBytes bytes = new ChunkBytes();
  private BlockBatch batch;
  private ChunkWindow window;
  private int series;

  FarChunks(SeriesWalk walk, ChunkFileReader files, int likelyChunk, Tombstones tombstones) {
    this.walk = walk;
    this.files = files;
    this.likelyChunk = likelyChunk;
    this.tombstones = tombstones;
    this.batch = emptyBatch();
    this.window = files.window();
  }

  private BlockBatch emptyBatch() {
    return new BlockBatch(new StoredSamples(files), TimeRange.ALL, QueryContext.unlimited());
  }

  @Override
  public boolean next() {
    if (++series >= batch.size()) {
      fill();
    }
    return batch.size() > 0;
  }

  private void fill() {
    batch = emptyBatch();
    series = 0;
    while (batch.size() < BlockSeries.BATCH_SERIES
        && batch.labelLength() < BlockSeries.BATCH_LABELS
        && walk.next()) {
      batch.add(walk.entry(), Intervals.NONE);
      batch.setDeleted(tombstones.of(walk.entry().ref()));
    }
    window = files.window(files.fetch(batch.chunkList(), likelyChunk));
  }

  @Override
  public byte[] labelBytes() {
    return batch.labelBytes();
  }

  @Override
  public int labelsFrom() {
    return batch.labelsFrom(series);
  }

  @Override
  public int labelsTo() {
    return batch.labelsTo(series);
  }

  @Override
  public int chunks() {
    return batch.chunksTo(series) - batch.chunksFrom(series);
  }

  @Override
  public long chunkMinTime(int chunk) {
    return batch.chunkList().minTime(batch.chunksFrom(series) + chunk);
  }

  @Override
  public long chunkMaxTime(int chunk) {
    return batch.chunkList().maxTime(batch.chunksFrom(series) + chunk);
  }

  @Override
  public ChunkEncoding chunkEncoding(int chunk) {
    return window.encoding(ref(chunk));
  }

  @Override
  public ChunkBytes chunk(int chunk) {
    int at = batch.chunksFrom(series) + chunk;
    window.read(ref(chunk), batch.chunkList().soon(at, batch.chunksTo(series)), bytes);
    return bytes;
  }

  private long ref(int chunk) {
    return batch.chunkList().ref(batch.chunksFrom(series) + chunk);
  }

  @Override
  public Intervals deleted() {
    return batch.deleted(series);
  }

  @Override
  public void close() {
    walk.close();
  }
}
