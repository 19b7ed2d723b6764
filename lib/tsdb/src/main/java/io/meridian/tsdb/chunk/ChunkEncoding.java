package io.meridian.tsdb.chunk;

import io.meridian.model.CorruptDataException;

/** What the bytes of a chunk mean. The code is the byte before the data in a block's chunk file. */
public enum ChunkEncoding {
  XOR(1, "XOR"),
  HISTOGRAM(2, "histogram"),
  FLOAT_HISTOGRAM(3, "floathistogram"),
  XOR2(4, "XOR2"),
  HISTOGRAM_ST(5, "histogramST"),
  FLOAT_HISTOGRAM_ST(6, "floathistogramST"),
  /** Thanos' five downsampled aggregates in one chunk. */
  AGGREGATE(255, "AGGR");

  private final int code;
  private final String label;

  ChunkEncoding(int code, String label) {
    this.code = code;
    this.label = label;
  }

  /** The encoding byte, 0 … 255. */
  public int code() {
    return code;
  }

  /** The name in dumps. */
  public String label() {
    return label;
  }

  /** Whether samples carry start timestamps. */
  public boolean hasStartTimes() {
    return this == XOR2 || this == HISTOGRAM_ST || this == FLOAT_HISTOGRAM_ST;
  }

  /** Whether samples are native histograms. */
  public boolean isHistogram() {
    return switch (this) {
      case HISTOGRAM, FLOAT_HISTOGRAM, HISTOGRAM_ST, FLOAT_HISTOGRAM_ST -> true;
      case XOR, XOR2, AGGREGATE -> false;
    };
  }

  /**
   * The encoding of a code.
   *
   * @param code the byte, 0 … 255
   * @param object the file or message it was read from, for the error
   * @param offset where in it
   */
  public static ChunkEncoding of(int code, String object, long offset) {
    return switch (code) {
      case 1 -> XOR;
      case 2 -> HISTOGRAM;
      case 3 -> FLOAT_HISTOGRAM;
      case 4 -> XOR2;
      case 5 -> HISTOGRAM_ST;
      case 6 -> FLOAT_HISTOGRAM_ST;
      case 255 -> AGGREGATE;
      default ->
          throw new CorruptDataException(
              object, offset, "chunk encoding " + code + " is unknown; known are 1 to 6 and 255");
    };
  }
}
