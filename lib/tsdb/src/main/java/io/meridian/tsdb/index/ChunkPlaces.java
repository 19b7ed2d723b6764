package io.meridian.tsdb.index;

import io.meridian.model.SampleWindows;
import java.util.Arrays;

/**
 * Times and places of a series' chunks in one primitive array; for one thread, to be used again and
 * again.
 */
public final class ChunkPlaces {
  /** Min time, max time and place of each chunk. */
  private long[] fields = new long[3 * 16];

  private int size;

  public void clear() {
    size = 0;
  }

  /**
   * Adds a chunk.
   *
   * @param minTime first instant, Unix milliseconds
   * @param maxTime last instant, Unix milliseconds
   * @param ref upper half the chunk file's index in name order from 0, lower half the offset of the
   *     length field in it
   */
  public void add(long minTime, long maxTime, long ref) {
    int at = 3 * size;
    if (at == fields.length) {
      fields = Arrays.copyOf(fields, 2 * at);
    }
    fields[at] = minTime;
    fields[at + 1] = maxTime;
    fields[at + 2] = ref;
    size++;
  }

  /** Drops the chunks that have no instant of any window, by their first and last one. */
  void keep(SampleWindows windows) {
    int kept = 0;
    for (int chunk = 0; chunk < size; chunk++) {
      if (windows.overlap(minTime(chunk), maxTime(chunk))) {
        System.arraycopy(fields, 3 * chunk, fields, 3 * kept++, 3);
      }
    }
    size = kept;
  }

  public int size() {
    return size;
  }

  public long minTime(int chunk) {
    return fields[3 * chunk];
  }

  public long maxTime(int chunk) {
    return fields[3 * chunk + 1];
  }

  public long ref(int chunk) {
    return fields[3 * chunk + 2];
  }
}
