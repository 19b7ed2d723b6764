package io.meridian.tsdb.chunk;

/**
 * What a downsampled block keeps of the samples of a window, in the order of {@link
 * AggregateChunk}.
 */
public enum Aggregate {
  /** How many samples there were. */
  COUNT(0),
  SUM(1),
  MIN(2),
  MAX(3),
  /**
   * What a counter has gained since the chunk began, added to its first value; resets are taken
   * out.
   */
  COUNTER(4);

  static final int NUMBER = 5;

  private final int position;

  Aggregate(int position) {
    this.position = position;
  }

  /** The place in an aggregate chunk, 0 … 4. */
  int position() {
    return position;
  }
}
