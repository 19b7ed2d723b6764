package io.meridian.tsdb.aggregate;

/** How many aggregate chunks a series is to become, so that they hold 140 windows on average. */
final class ChunkTarget {
  private static final int MOST_WINDOWS = 140;

  private ChunkTarget() {}

  /**
   * The number of chunks.
   *
   * @param inputInterval how far samples are apart where none is missing, milliseconds: windows
   *     that lie in gaps are not counted
   * @param samples how many samples there are from {@code minTime} to {@code maxTime}
   */
  static int chunks(long minTime, long maxTime, long inputInterval, long resolution, int samples) {
    long range = maxTime - minTime;
    double fullness = Math.min(1, samples / ((double) range / inputInterval));
    long whole = range / resolution;
    long windows = (long) (whole * fullness) + 1;
    return Math.toIntExact(windows / (MOST_WINDOWS + 1)) + 1;
  }
}
