package io.meridian.tsdb.merge;

/**
 * Sorts pieces by their first instants, then by their last ones, then by what they hold, so that
 * what comes after does not depend on the order in which they were added. A merge sort from the
 * bottom up; its memory is reused.
 */
final class PieceOrder {
  private int[] sorted = {};
  private int[] scratch = {};

  /** The pieces' indexes in order; longer than their number, and valid until the next call. */
  int[] sort(SamplePieces pieces) {
    int count = pieces.size();
    if (sorted.length < count) {
      sorted = new int[2 * count];
      scratch = new int[2 * count];
    }
    for (int i = 0; i < count; i++) {
      sorted[i] = i;
    }
    for (int width = 1; width < count; width *= 2) {
      for (int from = 0; from < count; from += 2 * width) {
        int middle = Math.min(from + width, count);
        merge(pieces, from, middle, Math.min(middle + width, count));
      }
      int[] swap = sorted;
      sorted = scratch;
      scratch = swap;
    }
    return sorted;
  }

  private void merge(SamplePieces pieces, int from, int middle, int to) {
    int left = from;
    int right = middle;
    for (int at = from; at < to; at++) {
      boolean takeLeft =
          right == to || (left < middle && compare(pieces, sorted[left], sorted[right]) <= 0);
      scratch[at] = takeLeft ? sorted[left++] : sorted[right++];
    }
  }

  private static int compare(SamplePieces pieces, int a, int b) {
    int order = Long.compare(pieces.firstTime(a), pieces.firstTime(b));
    if (order == 0) {
      order = Long.compare(pieces.lastTime(a), pieces.lastTime(b));
    }
    if (order == 0) {
      order = Integer.compare(pieces.to(a) - pieces.from(a), pieces.to(b) - pieces.from(b));
    }
    return order == 0 ? compareSamples(pieces, a, b) : order;
  }

  private static int compareSamples(SamplePieces pieces, int a, int b) {
    int j = pieces.from(b);
    for (int i = pieces.from(a); i < pieces.to(a); i++, j++) {
      int order = SampleOrder.compare(pieces.samples(), i, j);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }
}
