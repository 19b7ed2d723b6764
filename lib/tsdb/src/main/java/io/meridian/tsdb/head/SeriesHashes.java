package io.meridian.tsdb.head;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The {@link io.meridian.model.SeriesHash}es of series' own labels, kept once somebody needed them:
 * two words a series, in segments that exist where any of 256 series was asked for. A number is
 * never another series', so what is known stays right. Safe for use by many threads, which may find
 * the same hash at once.
 */
final class SeriesHashes {
  private static final long[] NONE = {};
  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

  private volatile long[][] segments = {};

  /** The segment of a series. */
  long[] segment(int id) {
    int segment = id >>> SeriesRows.SEGMENT_BITS;
    long[][] all = segments;
    return segment < all.length && all[segment].length > 0 ? all[segment] : grow(segment);
  }

  private synchronized long[] grow(int segment) {
    long[][] all = segments;
    if (segment >= all.length || all[segment].length == 0) {
      int known = all.length;
      all = Arrays.copyOf(all, Math.max(known, segment + 1 + (segment >> 3)));
      Arrays.fill(all, known, all.length, NONE);
      all[segment] = new long[2 * SeriesRows.SEGMENT];
      segments = all;
    }
    return all[segment];
  }

  /** Where in its segment a series' hash stands. */
  static int at(int id) {
    return (id & (SeriesRows.SEGMENT - 1)) << 1;
  }

  /** The first half of a hash; 0 where it is not known. */
  static long high(long[] segment, int at) {
    return (long) LONGS.getAcquire(segment, at);
  }

  /** The other half of a hash whose first one is known. */
  static long low(long[] segment, int at) {
    return segment[at + 1];
  }

  /** Keeps a hash. */
  static void set(long[] segment, int at, long high, long low) {
    segment[at + 1] = low;
    LONGS.setRelease(segment, at, high);
  }

  /** Gives up what is known of a segment of series that are all gone. */
  synchronized void release(int segment) {
    if (segment < segments.length) {
      long[][] fewer = segments.clone();
      fewer[segment] = NONE;
      segments = fewer;
    }
  }
}
