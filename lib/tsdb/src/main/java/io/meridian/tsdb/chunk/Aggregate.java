package io.meridian.tsdb.chunk;

/**
 * What a downsampled block keeps of the samples of a window, in the order of {@link
 * AggregateChunk}.
 */
public enum Aggregate {
  /** How many samples there were. */
  COUNT(0, "count"),
  SUM(1, "sum"),
  MIN(2, "min"),
  MAX(3, "max"),
  /**
   * What a counter has gained since the chunk began, added to its first value; resets are taken
   * out.
   */
  COUNTER(4, "counter");

  static final int NUMBER = 5;

  private final int position;
  private final String label;

  Aggregate(int position, String label) {
    this.position = position;
    this.label = label;
  }

  /** The name in dumps. */
  public String label() {
    return label;
  }

  /** The place in an aggregate chunk, 0 … 4. */
  int position() {
    return position;
  }
}
