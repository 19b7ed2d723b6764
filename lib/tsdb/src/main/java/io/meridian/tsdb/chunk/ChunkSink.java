package io.meridian.tsdb.chunk;

/** Takes the finished chunks of a series, one after the other. */
@FunctionalInterface
public interface ChunkSink {
  /**
   * Takes a chunk.
   *
   * @param minTime of its first sample, Unix milliseconds
   * @param maxTime of its last sample, Unix milliseconds
   * @param samples how many there are
   * @param data holds the chunk's data in [from, to) until this method returns
   */
  void chunk(
      ChunkEncoding encoding,
      long minTime,
      long maxTime,
      int samples,
      byte[] data,
      int from,
      int to);
}
