package io.meridian.tsdb.merge;

import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.block.Intervals;
import java.util.Arrays;

/**
 * The chunks that several sources have of one series, by their first instants, then their last
 * ones, then their sources.
 */
final class ChunkOrder {
  private int size;
  private int[] sources = new int[8];
  private int[] chunks = new int[8];
  private long[] minTimes = new long[8];
  private long[] maxTimes = new long[8];

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  int source(int i) {
    return sources[i];
  }

  int chunk(int i) {
    return chunks[i];
  }

  long minTime(int i) {
    return minTimes[i];
  }

  long maxTime(int i) {
    return maxTimes[i];
  }

  /**
   * Adds a source's chunks of its current series, save those that are wholly deleted; sources are
   * added in ascending order.
   */
  void addAll(int source, ChunkSeriesCursor cursor) {
    int count = cursor.chunks();
    Intervals deleted = cursor.deleted();
    while (size + count > sources.length) {
      int capacity = 2 * sources.length;
      sources = Arrays.copyOf(sources, capacity);
      chunks = Arrays.copyOf(chunks, capacity);
      minTimes = Arrays.copyOf(minTimes, capacity);
      maxTimes = Arrays.copyOf(maxTimes, capacity);
    }
    // Insertion from the back: what a source adds comes in order, and mostly behind the rest.
    for (int chunk = 0; chunk < count; chunk++) {
      long minTime = cursor.chunkMinTime(chunk);
      long maxTime = cursor.chunkMaxTime(chunk);
      if (deleted.covers(minTime, maxTime)) {
        continue;
      }
      int at = size++;
      while (at > 0 && isBefore(minTime, maxTime, at - 1)) {
        move(at - 1, at);
        at--;
      }
      sources[at] = source;
      chunks[at] = chunk;
      minTimes[at] = minTime;
      maxTimes[at] = maxTime;
    }
  }

  private boolean isBefore(long minTime, long maxTime, int i) {
    return minTime < minTimes[i] || (minTime == minTimes[i] && maxTime < maxTimes[i]);
  }

  private void move(int from, int to) {
    sources[to] = sources[from];
    chunks[to] = chunks[from];
    minTimes[to] = minTimes[from];
    maxTimes[to] = maxTimes[from];
  }

  /** Where the chunks end that overlap, one by one, with the chunk at a place. */
  int overlapTo(int from) {
    long last = maxTimes[from];
    int to = from + 1;
    while (to < size && minTimes[to] <= last) {
      last = Math.max(last, maxTimes[to]);
      to++;
    }
    return to;
  }
}
