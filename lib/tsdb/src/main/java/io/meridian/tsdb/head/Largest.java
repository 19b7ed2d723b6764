package io.meridian.tsdb.head;

import java.util.Arrays;

/** The largest of many counts. */
final class Largest {
  private final int limit;
  private final long[] counts;
  private final long[] keys;
  private int size;

  Largest(int limit) {
    this.limit = limit;
    counts = new long[limit];
    keys = new long[limit];
  }

  /** How large a count must be to be among them. */
  long least() {
    if (size < limit) {
      return 1;
    }
    return limit == 0 ? Long.MAX_VALUE : counts[limit - 1] + 1;
  }

  /** Adds a count; of equal ones the first is kept. */
  void add(long key, long count) {
    if (count < least()) {
      return;
    }
    int at = Math.min(size, limit - 1);
    while (at > 0 && counts[at - 1] < count) {
      counts[at] = counts[at - 1];
      keys[at] = keys[at - 1];
      at--;
    }
    counts[at] = count;
    keys[at] = key;
    size = Math.min(limit, size + 1);
  }

  /** What has the counts, the largest first. */
  long[] keys() {
    return Arrays.copyOf(keys, size);
  }

  long count(int place) {
    return counts[place];
  }
}
