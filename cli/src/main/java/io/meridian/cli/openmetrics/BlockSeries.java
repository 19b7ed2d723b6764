package io.meridian.cli.openmetrics;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.Labels;
import io.meridian.model.SampleBuffer;
import io.meridian.tsdb.block.BlockWriter;
import io.meridian.tsdb.chunk.ChunkFormat;
import io.meridian.tsdb.chunk.SeriesChunker;

/** Gives the samples of one series after the other to a block, duplicates settled. */
final class BlockSeries {
  /** How many samples are collected before they are cut into chunks. */
  private static final int BATCH = 120 * 512;

  private static final long CHUNK_RANGE = 7_200_000;

  private final String file;
  private final Duplicates duplicates;
  private final SampleBuffer samples = new SampleBuffer();
  private final SeriesChunker chunker;
  private long lastLine;
  private long repeated;
  private long conflicting;
  private long minTime;
  private long maxTime;

  BlockSeries(String file, Duplicates duplicates, ChunkFormat format) {
    this.file = file;
    this.duplicates = duplicates;
    this.chunker = new SeriesChunker(format, CHUNK_RANGE);
  }

  /** Begins a block. */
  void beginBlock() {
    minTime = Long.MAX_VALUE;
    maxTime = Long.MIN_VALUE;
  }

  /** Adds a sample of the series that was added to the block last; times ascend. */
  void add(RunReader at, BlockWriter block) {
    int last = samples.size() - 1;
    if (last >= 0 && samples.time(last) == at.time()) {
      settle(at, last);
    } else {
      if (samples.size() == BATCH) {
        flush(block);
      }
      samples.add(at.time(), at.value());
    }
    lastLine = at.line();
  }

  private void settle(RunReader at, int last) {
    if (Double.doubleToRawLongBits(samples.value(last)) == Double.doubleToRawLongBits(at.value())) {
      repeated++;
      return;
    }
    conflicting++;
    switch (duplicates) {
      case REFUSE ->
          throw new InvalidRequestException(
              file
                  + ", line "
                  + at.line()
                  + ": expected one value of a series at a time, found "
                  + Labels.copyOf(at.labels(), 0, at.labelsTo())
                  + " at "
                  + at.time()
                  + " ms in line "
                  + lastLine
                  + " already, with another value; --duplicates chooses one");
      case FIRST -> {}
      case LAST -> samples.values()[last] = at.value();
    }
  }

  /** Ends a series, or what was collected of it. */
  void flush(BlockWriter block) {
    if (samples.size() > 0) {
      minTime = Math.min(minTime, samples.time(0));
      maxTime = Math.max(maxTime, samples.time(samples.size() - 1));
      chunker.chunk(samples, block::addChunk);
      samples.clear();
    }
  }

  /** First instant of the block. */
  long minTime() {
    return minTime;
  }

  /** Last instant of the block. */
  long maxTime() {
    return maxTime;
  }

  /** How many samples were there more than once with the same value. */
  long repeated() {
    return repeated;
  }

  /** How many samples were there with another value. */
  long conflicting() {
    return conflicting;
  }
}
