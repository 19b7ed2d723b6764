package io.meridian.tsdb.chunk;

/** The header of chunks of floats: the number of samples in two bytes, and what it promises. */
final class FloatHeader {
  /** What a chunk can hold. */
  static final int MOST_SAMPLES = 65535;

  private FloatHeader() {}

  /**
   * The number of samples, once it is known that the chunk is long enough for them at their
   * shortest.
   *
   * @param size bytes of the header
   * @param leastBits what the shortest sample from the third on takes
   */
  static int count(byte[] data, int from, int to, int size, int leastBits, ChunkOrigin origin) {
    int length = to - from;
    if (length < size) {
      throw origin.corrupt(
          0, "a header of " + size + " bytes was expected, the chunk has " + length);
    }
    int count = ((data[from] & 0xff) << 8) | (data[from + 1] & 0xff);
    long least = leastBits(count, leastBits);
    long bits = (long) (length - size) << 3;
    if (least > bits) {
      throw origin.corrupt(
          0, count + " samples take " + least + " bits or more, the chunk has " + bits);
    }
    return count;
  }

  /** Refuses one more sample where the header could not count it. */
  static void checkRoom(int count) {
    if (count == MOST_SAMPLES) {
      throw new IllegalStateException("a chunk holds at most " + MOST_SAMPLES + " samples");
    }
  }

  private static long leastBits(int count, int leastBits) {
    return switch (count) {
      case 0 -> 0;
      case 1 -> 72;
      default -> 81 + (long) (count - 2) * leastBits;
    };
  }
}
