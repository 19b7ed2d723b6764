package io.meridian.tsdb.head;

import io.meridian.model.QueryContext;
import java.util.Arrays;

/**
 * Sorts many series by their labels where the order of all pairs is known: by the rank of the first
 * pair, those that have the same one by that of the second, and so on. Each pass reads a series'
 * labels once, one series behind the other, and compares nothing but numbers; a sort that compares
 * texts waits for memory four times in each of its comparisons.
 *
 * <p>Holds no lock. For one thread.
 */
final class RankSort {
  private static final int SERIES_A_CHECK = 1 << 12;

  private final SeriesLabelPairs labels;
  private final int[] ranks;
  private final QueryContext context;
  private final PairCursor cursor = new PairCursor();
  private final int[] ids;
  private final int[] before;

  /** How far each series' labels are read: how many are left, and where the next one stands. */
  private final long[] read;

  private final long[] readBefore;

  /** Rank of a pair, 0 where a series has no more, and below that where the series stood. */
  private final long[] keys;

  private int unchecked;

  /**
   * A sort of the first n numbers of an array, which stays as it is.
   *
   * @param ranks by pairs, from 1 and ascending in label order
   */
  RankSort(SeriesLabelPairs labels, int[] ranks, int[] ids, int n, QueryContext context) {
    this.labels = labels;
    this.ranks = ranks;
    this.ids = Arrays.copyOf(ids, n);
    this.before = new int[n];
    this.keys = new long[n];
    this.read = new long[n];
    this.readBefore = new long[n];
    this.context = context;
    for (int i = 0; i < n; i++) {
      labels.read(ids[i], cursor);
      read[i] = cursor.mark();
    }
  }

  /** How many bytes sorting takes, but for the ranks. */
  static long bytes(int n) {
    return n * (2L * Integer.BYTES + 3L * Long.BYTES);
  }

  /** The series in label order. */
  int[] sorted() {
    sort(0, ids.length);
    return ids;
  }

  /** Sorts series of which all labels before one are the same. */
  private void sort(int from, int to) {
    while (to - from > 1 && readKeys(from, to)) {
      if (keys[from] >>> Integer.SIZE == 0) {
        return;
      }
    }
    if (to - from > 1) {
      order(from, to);
      for (int begin = from; begin < to; ) {
        long rank = keys[begin] >>> Integer.SIZE;
        int end = begin + 1;
        while (end < to && keys[end] >>> Integer.SIZE == rank) {
          end++;
        }
        if (rank > 0) {
          sort(begin, end);
        }
        begin = end;
      }
    }
  }

  /** Reads the next label of each series; returns whether all have the same. */
  private boolean readKeys(int from, int to) {
    unchecked += to - from;
    if (unchecked >= SERIES_A_CHECK) {
      unchecked = 0;
      context.check();
    }
    long different = 0;
    for (int i = from; i < to; i++) {
      long rank = nextRank(i);
      keys[i] = rank << Integer.SIZE | (i - from);
      different |= rank ^ keys[from] >>> Integer.SIZE;
    }
    return different == 0;
  }

  private int nextRank(int series) {
    labels.read(ids[series], read[series], cursor);
    if (!cursor.next()) {
      return 0;
    }
    read[series] = cursor.mark();
    return ranks[cursor.pair()];
  }

  private void order(int from, int to) {
    Arrays.sort(keys, from, to);
    System.arraycopy(ids, from, before, from, to - from);
    System.arraycopy(read, from, readBefore, from, to - from);
    for (int i = from; i < to; i++) {
      ids[i] = before[from + (int) keys[i]];
      read[i] = readBefore[from + (int) keys[i]];
    }
  }
}
