package io.meridian.bucket.layer;

import java.util.Arrays;

/** The latest latencies of a kind of request, and the nine tenths of them that are fastest. */
final class LatencyWindow {
  private static final int SIZE = 128;
  private static final int RENEWAL = 16;

  /** Fewer tell nothing. */
  private static final int ENOUGH = 32;

  private final long[] nanos = new long[SIZE]; // guarded by this, as is the count
  private int count;
  private volatile long slow = Long.MAX_VALUE;

  synchronized void add(long latency) {
    nanos[count++ % SIZE] = latency;
    if (count >= ENOUGH && count % RENEWAL == 0) {
      int known = Math.min(count, SIZE);
      long[] sorted = Arrays.copyOf(nanos, known);
      Arrays.sort(sorted);
      slow = sorted[known * 9 / 10];
    }
    if (count == 2 * SIZE) {
      count = SIZE;
    }
  }

  /** What the slow tenth takes at least, in nanoseconds; the largest number until that is known. */
  long slow() {
    return slow;
  }
}
