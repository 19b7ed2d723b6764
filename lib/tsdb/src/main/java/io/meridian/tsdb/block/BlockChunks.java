package io.meridian.tsdb.block;

import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.index.SeriesEntry;

/** The encoded chunks of a block's series, as they are stored. */
final class BlockChunks implements ChunkSeriesCursor {
  private final SeriesWalk walk;
  private final ChunkWindow window;
  private final Tombstones tombstones;
  private final ChunkList chunks = new ChunkList();
  private final ChunkBytes bytes = new ChunkBytes();

  BlockChunks(SeriesWalk walk, ChunkWindow window, Tombstones tombstones) {
    this.walk = walk;
    this.window = window;
    this.tombstones = tombstones;
  }

  @Override
  public boolean next() {
    if (!walk.next()) {
      return false;
    }
    chunks.clear();
    chunks.addAll(walk.entry(), Intervals.NONE);
    return true;
  }

  SeriesEntry entry() {
    return walk.entry();
  }

  @Override
  public byte[] labelBytes() {
    return walk.entry().labelBytes();
  }

  @Override
  public int labelsFrom() {
    return walk.entry().labelsFrom();
  }

  @Override
  public int labelsTo() {
    return walk.entry().labelsTo();
  }

  @Override
  public boolean lacks(byte[] labelName) {
    return walk.lacks(labelName);
  }

  @Override
  public int chunks() {
    return chunks.size();
  }

  @Override
  public long chunkMinTime(int chunk) {
    return chunks.minTime(chunk);
  }

  @Override
  public long chunkMaxTime(int chunk) {
    return chunks.maxTime(chunk);
  }

  @Override
  public ChunkEncoding chunkEncoding(int chunk) {
    return window.encoding(chunks.ref(chunk));
  }

  @Override
  public ChunkBytes chunk(int chunk) {
    window.read(chunks.ref(chunk), chunks.soon(chunk, chunks.size()), bytes);
    return bytes;
  }

  @Override
  public Intervals deleted() {
    return tombstones.of(walk.entry().ref());
  }

  @Override
  public void close() {
    walk.close();
  }
}
