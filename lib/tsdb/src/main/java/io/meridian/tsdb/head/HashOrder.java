package io.meridian.tsdb.head;

import com.carrotsearch.hppc.sorting.IndirectSort;
import java.util.Arrays;

/**
 * Sorts by hashes of 128 bits, as unsigned numbers: dealt out by their first bits into about as
 * many places as there are hashes, so that hardly any two need to be compared.
 */
final class HashOrder {
  private static final int MOST_BITS = 20;

  /** More at one place than any good hash has are sorted by comparison. */
  private static final int MANY = 64;

  private HashOrder() {}

  /** Indices of the first n hashes in their order. */
  static int[] of(long[] highs, long[] lows, int n) {
    int bits = Math.clamp(Integer.SIZE - Integer.numberOfLeadingZeros(n), 1, MOST_BITS);
    int shift = Long.SIZE - bits;
    int[] ends = new int[(1 << bits) + 1];
    for (int i = 0; i < n; i++) {
      ends[(int) (highs[i] >>> shift) + 1]++;
    }
    for (int i = 1; i < ends.length; i++) {
      ends[i] += ends[i - 1];
    }
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[ends[(int) (highs[i] >>> shift)]++] = i;
    }
    for (int place = 0, from = 0; place < ends.length - 1; place++) {
      sort(order, from, ends[place], highs, lows);
      from = ends[place];
    }
    return order;
  }

  private static void sort(int[] order, int from, int to, long[] highs, long[] lows) {
    if (to - from > MANY) {
      int[] few = Arrays.copyOfRange(order, from, to);
      int[] sorted =
          IndirectSort.mergesort(0, few.length, (a, b) -> compare(few[a], few[b], highs, lows));
      for (int i = 0; i < sorted.length; i++) {
        order[from + i] = few[sorted[i]];
      }
      return;
    }
    for (int i = from + 1; i < to; i++) {
      int moved = order[i];
      int at = i;
      while (at > from && compare(order[at - 1], moved, highs, lows) > 0) {
        order[at] = order[at - 1];
        at--;
      }
      order[at] = moved;
    }
  }

  private static int compare(int a, int b, long[] highs, long[] lows) {
    int byHigh = Long.compareUnsigned(highs[a], highs[b]);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(lows[a], lows[b]);
  }
}
