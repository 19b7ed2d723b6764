package io.meridian.tsdb.index;

import java.util.Arrays;

/** The largest of many counts, each with a key of whoever counts. */
public final class Largest {
  private final int limit;
  private final long[] counts;
  private final long[] keys;
  private int size;

  /** Keeps so many. */
  public Largest(int limit) {
    this.limit = limit;
    counts = new long[limit];
    keys = new long[limit];
  }

  /** How large a count must be to be among them. */
  public long least() {
    if (size < limit) {
      return 1;
    }
    return limit == 0 ? Long.MAX_VALUE : counts[limit - 1] + 1;
  }

  /** Adds a count; of equal ones the first is kept. */
  public void add(long key, long count) {
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
  public long[] keys() {
    return Arrays.copyOf(keys, size);
  }

  /** A count by its place, from the largest. */
  public long count(int place) {
    return counts[place];
  }
}
