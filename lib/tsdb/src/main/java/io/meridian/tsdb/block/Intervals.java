package io.meridian.tsdb.block;

import com.carrotsearch.hppc.sorting.IndirectSort;
import java.util.Arrays;

/** Instants in ascending, disjoint intervals, both ends included. Intervals that touch are one. */
public final class Intervals {
  /** No instant. */
  public static final Intervals NONE = new Intervals(new long[0], new long[0]);

  private final long[] from;
  private final long[] to;

  private Intervals(long[] from, long[] to) {
    this.from = from;
    this.to = to;
  }

  /**
   * The union of intervals.
   *
   * @param from begins, in any order
   * @param to ends, included, none before its begin
   */
  static Intervals union(long[] from, long[] to) {
    int[] order = IndirectSort.mergesort(0, from.length, (a, b) -> Long.compare(from[a], from[b]));
    long[] mergedFrom = new long[from.length];
    long[] mergedTo = new long[from.length];
    int size = 0;
    for (int i : order) {
      if (size > 0 && touches(mergedTo[size - 1], from[i])) {
        mergedTo[size - 1] = Math.max(mergedTo[size - 1], to[i]);
      } else {
        mergedFrom[size] = from[i];
        mergedTo[size++] = to[i];
      }
    }
    return new Intervals(Arrays.copyOf(mergedFrom, size), Arrays.copyOf(mergedTo, size));
  }

  private static boolean touches(long end, long begin) {
    return end == Long.MAX_VALUE || begin <= end + 1;
  }

  /** How many intervals there are. */
  public int size() {
    return from.length;
  }

  /** The first instant of an interval. */
  public long from(int interval) {
    return from[interval];
  }

  /** The last instant of an interval. */
  public long to(int interval) {
    return to[interval];
  }

  /** Whether an instant lies in an interval. */
  public boolean contains(long time) {
    int first = firstEndingFrom(time);
    return first < from.length && from[first] <= time;
  }

  /** Whether every instant of a range lies in an interval. */
  public boolean covers(long min, long max) {
    int first = firstEndingFrom(max);
    return first < from.length && from[first] <= min;
  }

  /** Whether a range shares an instant with an interval. */
  public boolean overlaps(long min, long max) {
    int first = firstEndingFrom(min);
    return first < from.length && from[first] <= max;
  }

  /** The first interval that does not end before an instant; {@link #size} if all do. */
  int firstEndingFrom(long time) {
    int at = Arrays.binarySearch(to, time);
    return at >= 0 ? at : -at - 1;
  }
}
