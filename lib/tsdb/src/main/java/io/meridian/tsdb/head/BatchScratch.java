package io.meridian.tsdb.head;

import java.util.Arrays;

/** What appending a batch needs room for, reused from batch to batch. For one thread. */
final class BatchScratch {
  long[] hashes = new long[256];
  int[] ids = new int[256];
  final RecordWriter record = new RecordWriter();

  /** Numbers of series plus one, by their lowest bits; at most half full. */
  private int[] seen = new int[512];

  void reset(int series) {
    if (hashes.length < series) {
      hashes = new long[series];
      ids = new int[series];
      seen = new int[4 * Integer.highestOneBit(series)];
    }
  }

  /**
   * Where the part of the batch ends that begins at a place and has no series twice.
   *
   * @param size behind the batch's last series
   */
  int distinctTo(int from, int size) {
    Arrays.fill(seen, 0);
    int mask = seen.length - 1;
    for (int i = from; i < size; i++) {
      if (ids[i] < 0) {
        continue;
      }
      int wanted = ids[i] + 1;
      int slot = ((wanted * 0x9e3779b9) >>> 8) & mask;
      while (seen[slot] != 0) {
        if (seen[slot] == wanted) {
          return i;
        }
        slot = (slot + 1) & mask;
      }
      seen[slot] = wanted;
    }
    return size;
  }
}
