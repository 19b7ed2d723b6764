package io.meridian.tsdb.head;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The state of series as parallel columns by number, in segments that never move, so that readers
 * need no lock. Two columns are for readers, the others for the writer alone.
 *
 * <p>{@link Segment#open} describes the open chunk in one word, stored with release semantics after
 * the chunk's bytes and read with acquire semantics before them:
 *
 * <pre>
 *   place:32 generation:8 samples:8 bits:14 histogram:1 unused:1
 * </pre>
 *
 * Place is a cell; generation changes with every new chunk. Samples is 0 where no float chunk is
 * open. {@link Segment#full} is the place of the newest full chunk, 0 for none.
 */
final class SeriesColumns {
  static final int SEGMENT_BITS = 8;
  static final int SEGMENT = 1 << SEGMENT_BITS;
  static final int MASK = SEGMENT - 1;

  static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

  private static final long HISTOGRAM = 2;

  /** What series that are gone have; not to be written to. */
  private static final Segment GONE = segment();

  private volatile Segment[] segments = {};

  static final class Segment {
    final long[] open = new long[SEGMENT];
    final long[] full = new long[SEGMENT];
    final long[] lastTimes = new long[SEGMENT];
    final long[] deltas = new long[SEGMENT];
    final long[] lastBits = new long[SEGMENT];
    final long[] minTimes = new long[SEGMENT];
    final byte[] leads = new byte[SEGMENT];
    final byte[] trails = new byte[SEGMENT];
    final byte[] sizeClasses = new byte[SEGMENT];

    /** 1 where the series has an {@link OutOfOrder}. */
    final byte[] unordered = new byte[SEGMENT];
  }

  /** The segment that a series' state is in, at its number and {@link #MASK}. */
  Segment segment(int id) {
    return segments[id >>> SEGMENT_BITS];
  }

  /** How many series there is room for. */
  int capacity() {
    return segments.length << SEGMENT_BITS;
  }

  /** How much memory the state of all series takes. */
  long bytes() {
    long kept = Arrays.stream(segments).filter(segment -> segment != GONE).count();
    return kept * SEGMENT * (6L * Long.BYTES + 4);
  }

  /** Gives the state of a segment of series up that are all gone. */
  synchronized void release(int segment) {
    Segment[] fewer = segments.clone();
    fewer[segment] = GONE;
    segments = fewer;
  }

  /** Makes room for a number of series. */
  synchronized void reserve(int series) {
    while (segments.length << SEGMENT_BITS < series) {
      Segment[] more = Arrays.copyOf(segments, segments.length + 1);
      more[segments.length] = segment();
      segments = more;
    }
  }

  private static Segment segment() {
    Segment segment = new Segment();
    Arrays.fill(segment.lastTimes, Long.MIN_VALUE);
    return segment;
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
}
