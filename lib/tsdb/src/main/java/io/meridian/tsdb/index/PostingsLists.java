package io.meridian.tsdb.index;

import java.util.Arrays;

/**
 * Postings lists that were found in an index and not read yet: for each where it is, in terms of
 * the index, and of all how many references they have, about.
 */
public final class PostingsLists {
  private long[] offsets = new long[1];
  private long[] ends = new long[1];
  private int size;
  private long estimate;

  /**
   * Adds a list.
   *
   * @param offset where it begins
   * @param end where it ends at the latest, 0 if not known
   * @param references about how many references it has
   */
  public void add(long offset, long end, long references) {
    if (size == offsets.length) {
      int length = Math.max(16, 2 * size);
      offsets = Arrays.copyOf(offsets, length);
      ends = Arrays.copyOf(ends, length);
    }
    offsets[size] = offset;
    ends[size++] = end;
    estimate += references;
  }

  /** Forgets all lists. */
  public void clear() {
    size = 0;
    estimate = 0;
  }

  /** How many lists there are. */
  public int size() {
    return size;
  }

  public long offset(int list) {
    return offsets[list];
  }

  public long end(int list) {
    return ends[list];
  }

  /** About how many references the lists have together. */
  public long estimate() {
    return estimate;
  }
}
