package io.meridian.tsdb.block;

import io.meridian.tsdb.chunk.ChunkEncoding;

/** Counts what goes into a block. */
final class WrittenStats {
  private long floats;
  private long histograms;
  private long aggregated;
  private long series;
  private long chunks;
  private long minTime = Long.MAX_VALUE;
  private long maxTime = Long.MIN_VALUE;

  void addSeries() {
    series++;
  }

  void addChunk(ChunkEncoding encoding, long chunkMinTime, long chunkMaxTime, int samples) {
    switch (encoding) {
      case XOR, XOR2 -> floats += samples;
      case HISTOGRAM, FLOAT_HISTOGRAM, HISTOGRAM_ST, FLOAT_HISTOGRAM_ST -> histograms += samples;
      case AGGREGATE -> aggregated += samples;
    }
    chunks++;
    minTime = Math.min(minTime, chunkMinTime);
    maxTime = Math.max(maxTime, chunkMaxTime);
  }

  long series() {
    return series;
  }

  long samples() {
    return floats + histograms + aggregated;
  }

  /** Refuses a range that leaves out a chunk: a compactor of Thanos would halt at such a block. */
  void requireWithin(BlockMeta meta) {
    if (chunks > 0 && (minTime < meta.minTime() || maxTime >= meta.maxTime())) {
      throw new IllegalArgumentException(
          "the block's range [%d, %d) leaves out chunks, which reach from %d to %d"
              .formatted(meta.minTime(), meta.maxTime(), minTime, maxTime));
    }
  }

  BlockStats toBlockStats() {
    return new BlockStats(samples(), floats, histograms, series, chunks, 0);
  }
}
