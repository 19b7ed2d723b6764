package io.meridian.tsdb.head;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The state of series, a row of eight words each: what an append and the lookup before it need of a
 * series lies together in 64 bytes. Rows stand by the series' number in segments that never move,
 * so that readers need no lock.
 *
 * <pre>
 *   LABELS     place:32 unlisted:1 next:31
 *                                    where the table has the labels, negative for none; whether it
 *                                    finds the series no more; which series came behind this one
 *   OPEN       the open chunk, below
 *   LAST_TIME  the last sample's time, {@link Long#MIN_VALUE} before the first one
 *   LAST_BITS  the last sample's value
 *   END        step:32 lead:8 trail:8 size class:8 unused:6 first:1 unordered:1
 *   MIN_TIME   the open chunk's first time
 *   FULL       the place of the newest full chunk, 0 for none
 *   HASH       of the labels
 * </pre>
 *
 * END is the state of the open chunk's end, the size of its cell, whether it is the first one of
 * its range, and whether the series has an {@link OutOfOrder}.
 *
 * <p>OPEN, FULL and MIN_TIME are for readers, too, LABELS for who has the labels' lock or a
 * snapshot; the others are for the writer alone, but that a reader may take LAST_TIME and LAST_BITS
 * for the open chunk's last sample if OPEN and LAST_TIME are, behind that, what they were before:
 * LAST_TIME is unknown from before a word is stored until LAST_BITS belongs to it. OPEN describes
 * the open chunk in one word, stored with release semantics after the chunk's bytes and read with
 * acquire semantics before them:
 *
 * <pre>
 *   place:32 generation:8 samples:8 bits:14 histogram:1 unused:1
 * </pre>
 *
 * Place is a cell; generation changes with every new chunk. Samples is 0 where no float chunk is
 * open.
 */
final class SeriesRows {
  static final int SEGMENT_BITS = 8;
  static final int SEGMENT = 1 << SEGMENT_BITS;
  private static final int ROW_BITS = 3;

  static final int LABELS = 0;
  static final int OPEN = 1;
  static final int LAST_TIME = 2;
  static final int LAST_BITS = 3;
  static final int END = 4;
  static final int MIN_TIME = 5;
  static final int FULL = 6;
  static final int HASH = 7;

  /** What LAST_TIME is before the first sample, and while it changes. */
  static final long UNKNOWN_TIME = Long.MIN_VALUE;

  static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

  private static final long HISTOGRAM = 2;
  private static final long UNORDERED = 1;
  private static final long FIRST = 2;
  private static final long NO_LABELS = -1;
  private static final int UNLISTED = -1;

  /** What series that are gone have; not to be written to. */
  private static final long[] GONE = newSegment();

  private volatile long[][] segments = {};

  /** How many segments were given up; guarded by this. */
  private int gone;

  /** The segment that a series' row is in, from {@link #at} on. */
  long[] segment(int id) {
    return segments[id >>> SEGMENT_BITS];
  }

  /** Where in its segment a series' row begins. */
  static int at(int id) {
    return (id & (SEGMENT - 1)) << ROW_BITS;
  }

  /** All segments as they are now; those of series that go are not seen to go. */
  long[][] segments() {
    return segments;
  }

  /** How much memory the state of all series takes. */
  synchronized long bytes() {
    return (long) (segments.length - gone) * (SEGMENT << ROW_BITS) * Long.BYTES;
  }

  /** Gives the state of a segment of series up that are all gone. */
  synchronized void release(int segment) {
    long[][] fewer = segments.clone();
    fewer[segment] = GONE;
    segments = fewer;
    gone++;
  }

  /** Makes room for a number of series. */
  void reserve(int series) {
    if (segments.length << SEGMENT_BITS < series) {
      grow((series + SEGMENT - 1) >>> SEGMENT_BITS);
    }
  }

  private synchronized void grow(int count) {
    long[][] before = segments;
    if (before.length < count) {
      long[][] more = Arrays.copyOf(before, count);
      for (int i = before.length; i < count; i++) {
        more[i] = newSegment();
      }
      segments = more;
    }
  }

  private static long[] newSegment() {
    long[] segment = new long[SEGMENT << ROW_BITS];
    for (int at = 0; at < segment.length; at += 1 << ROW_BITS) {
      segment[at + LABELS] = NO_LABELS;
      segment[at + LAST_TIME] = Long.MIN_VALUE;
    }
    return segment;
  }

  /** Where the table has a series' labels; negative for none. */
  static int labels(long[] state, int at) {
    return (int) ((long) LONGS.getOpaque(state, at + LABELS) >> 32);
  }

  /** Whether the table finds a series. */
  static boolean isListed(long[] state, int at) {
    long word = (long) LONGS.getOpaque(state, at + LABELS);
    return word >= 0 && (int) word >= 0;
  }

  /** The number of the series that came behind a listed one when that came last, or the next. */
  static int next(long[] state, int at) {
    return (int) state[at + LABELS];
  }

  static void setLabels(long[] state, int at, int place, int next) {
    LONGS.setOpaque(state, at + LABELS, ((long) place << 32) | (next & 0xffffffffL));
  }

  /** Lets the table find a series no more. */
  static void unlist(long[] state, int at) {
    setLabels(state, at, labels(state, at), UNLISTED);
  }

  static long open(int place, int generation, int samples, long bits) {
    return ((long) place << 32)
        | ((generation & 0xffL) << 24)
        | ((long) samples << 16)
        | (bits << 2);
  }

  /** The word of a series whose open chunk, if there is one, holds histograms. */
  static long openHistogram(int generation) {
    return ((generation & 0xffL) << 24) | HISTOGRAM;
  }

  static boolean isHistogram(long open) {
    return (open & HISTOGRAM) != 0;
  }

  static int place(long open) {
    return (int) (open >>> 32);
  }

  static int generation(long open) {
    return (int) (open >>> 24) & 0xff;
  }

  static int samples(long open) {
    return (int) (open >>> 16) & 0xff;
  }

  static int bits(long open) {
    return (int) (open >>> 2) & 0x3fff;
  }

  /** Whether two words speak of the same chunk in the same cell. */
  static boolean sameChunk(long one, long other) {
    return one >>> 24 == other >>> 24 && isHistogram(one) == isHistogram(other);
  }

  /**
   * Sets the state of the open chunk's end; a step that does not fit is that of a first sample,
   * which none needs.
   */
  static void setEnd(
      long[] state, int at, long step, int lead, int trail, int sizeClass, boolean first) {
    state[at + END] =
        (step << 32)
            | ((long) lead << 24)
            | ((long) trail << 16)
            | ((long) sizeClass << 8)
            | (first ? FIRST : 0)
            | (state[at + END] & UNORDERED);
  }

  static long step(long end) {
    return end >> 32;
  }

  static int lead(long end) {
    return (int) (end >>> 24) & 0xff;
  }

  static int trail(long end) {
    return (int) (end >>> 16) & 0xff;
  }

  static int sizeClass(long end) {
    return (int) (end >>> 8) & 0xff;
  }

  /** Whether the open chunk is its range's first. */
  static boolean isFirst(long[] state, int at) {
    return (state[at + END] & FIRST) != 0;
  }

  /** Sets the last sample behind the word of its chunk, at which the last time became unknown. */
  static void setLast(long[] state, int at, long time, long bits) {
    LONGS.setRelease(state, at + LAST_BITS, bits);
    LONGS.setRelease(state, at + LAST_TIME, time);
  }

  static boolean isUnordered(long[] state, int at) {
    return (state[at + END] & UNORDERED) != 0;
  }

  static void setUnordered(long[] state, int at, boolean unordered) {
    state[at + END] = (state[at + END] & ~UNORDERED) | (unordered ? UNORDERED : 0);
  }
}
