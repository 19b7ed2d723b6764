package io.meridian.tsdb.chunk;

/** Which encodings are written. */
public enum ChunkFormat {
  /** Encodings 1 to 3, which every reader of blocks knows; start timestamps are left out. */
  COMPATIBLE(ChunkEncoding.XOR, ChunkEncoding.HISTOGRAM, ChunkEncoding.FLOAT_HISTOGRAM),

  /** Encodings 4 to 6, with start timestamps. */
  START_TIMES(ChunkEncoding.XOR2, ChunkEncoding.HISTOGRAM_ST, ChunkEncoding.FLOAT_HISTOGRAM_ST);

  private final ChunkEncoding floats;
  private final ChunkEncoding histograms;
  private final ChunkEncoding floatHistograms;

  ChunkFormat(ChunkEncoding floats, ChunkEncoding histograms, ChunkEncoding floatHistograms) {
    this.floats = floats;
    this.histograms = histograms;
    this.floatHistograms = floatHistograms;
  }

  /** The encoding of floats. */
  public ChunkEncoding floats() {
    return floats;
  }

  /** The encoding of integer histograms. */
  public ChunkEncoding histograms() {
    return histograms;
  }

  /** The encoding of float histograms. */
  public ChunkEncoding floatHistograms() {
    return floatHistograms;
  }
}
