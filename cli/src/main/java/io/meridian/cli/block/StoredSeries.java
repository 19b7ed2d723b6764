package io.meridian.cli.block;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.SampleBuffer;
import io.meridian.tsdb.block.BlockReader;
import io.meridian.tsdb.block.ChunkBytes;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.ChunkEncoding;

/** The samples that a block's chunks hold, deleted ones, too. */
final class StoredSeries implements SampleSeries {
  private final ChunkSeriesCursor cursor;
  private final Selection selection;
  private final ChunkDecoder decoder = new ChunkDecoder();

  StoredSeries(BlockReader block, Selection selection) {
    this.cursor = block.chunkSeries(selection.pushed(), selection.range());
    this.selection = selection;
  }

  @Override
  public boolean next() {
    return cursor.next();
  }

  @Override
  public byte[] labelBytes() {
    return cursor.labelBytes();
  }

  @Override
  public int labelsFrom() {
    return cursor.labelsFrom();
  }

  @Override
  public int labelsTo() {
    return cursor.labelsTo();
  }

  @Override
  public void readSamples(SampleBuffer into) {
    long minTime = selection.range().min();
    long maxTime = selection.range().max();
    for (int i = 0; i < cursor.chunks(); i++) {
      ChunkBytes chunk = cursor.chunk(i);
      if (chunk.encoding() == ChunkEncoding.AGGREGATE) {
        throw new InvalidRequestException(
            "downsampled blocks have no samples to print as text; use --output jsonl");
      }
      decoder.decode(
          chunk.encoding(), chunk.data(), chunk.from(), chunk.to(), minTime, maxTime, into);
    }
  }

  @Override
  public void close() {
    cursor.close();
  }
}
