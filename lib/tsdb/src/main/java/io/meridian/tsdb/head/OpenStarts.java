package io.meridian.tsdb.head;

import io.meridian.model.SampleBuffer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When the counters began whose floats stand in open chunks: the start timestamps of their samples.
 * The chunks themselves have none, so that they stay the same for senders that do not send any.
 *
 * <p>Most counters begin once: a series has the start timestamp of its open chunk's first sample in
 * a column of eight bytes, whose segments exist where any of 256 series has one. Where it changes
 * within a chunk, a list beside says from which sample's time on there is another one:
 *
 * <pre>
 *   list := entries (time startTime)*     of 64 bits each
 * </pre>
 *
 * <p>Written by who appends to the series. A reader that copied an open chunk takes what belongs to
 * it between the copy and the comparison of words that {@link OpenFloats} speaks of: what a chunk
 * begins with changes only while the series has none, and a list only grows, by times behind those
 * that were copied.
 */
final class OpenStarts {
  private static final long[] NONE = {0};
  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int FIRST_ROOM = 8;

  /** By segments of series; {@link #NONE} where none has a start timestamp. */
  private volatile long[][] segments = {};

  private final ConcurrentHashMap<Integer, long[]> lists = new ConcurrentHashMap<>();

  /** Sets the start timestamp of the first sample of a chunk, 0 for none. */
  void begin(int id, long start) {
    if (start != 0 || first(id) != 0) {
      room(id)[id & (SeriesRows.SEGMENT - 1)] = start;
    }
  }

  /** Sets the start timestamp of a further sample of the chunk. */
  void next(int id, long time, long start) {
    if (start == 0 && segments.length == 0) {
      return;
    }
    long[] list = list(id);
    int size = (int) list[0];
    long last = size == 0 ? first(id) : list[2 * size];
    if (start != last) {
      add(id, list, size, time, start);
    }
  }

  private void add(int id, long[] before, int size, long time, long start) {
    room(id); // lists are looked at where there are segments alone
    int at = 1 + 2 * size;
    boolean grows = at + 2 > before.length;
    long[] list =
        grows ? Arrays.copyOf(before, Math.max(1 + FIRST_ROOM, 2 * before.length)) : before;
    list[at] = time;
    list[at + 1] = start;
    LONGS.setRelease(list, 0, size + 1L);
    if (grows) {
      lists.put(id, list);
    }
  }

  /** Forgets what belongs to a chunk that is not open any more. */
  void end(int id) {
    if (segments.length > 0) {
      begin(id, 0);
      lists.remove(id);
    }
  }

  /** Whether any sample of the open chunk may have a start timestamp. */
  boolean isAny(int id) {
    return segments.length > 0 && (first(id) != 0 || lists.containsKey(id));
  }

  /** The start timestamp of the chunk's first sample, 0 for none. */
  long first(int id) {
    long[][] all = segments;
    int segment = id >>> SeriesRows.SEGMENT_BITS;
    return isHere(all, segment)
        ? (long) LONGS.getOpaque(all[segment], id & (SeriesRows.SEGMENT - 1))
        : 0;
  }

  /** What changes within the chunk, for {@link #apply}. */
  long[] list(int id) {
    return segments.length == 0 ? NONE : lists.getOrDefault(id, NONE);
  }

  /** How many entries of a list there are. */
  static int size(long[] list) {
    return (int) (long) LONGS.getAcquire(list, 0);
  }

  /** Gives the samples of a chunk, from one of a buffer on, their start timestamps. */
  static void apply(long first, long[] list, SampleBuffer samples, int from) {
    int size = size(list);
    long start = first;
    for (int sample = from, entry = 0; sample < samples.size(); sample++) {
      while (entry < size && list[1 + 2 * entry] <= samples.time(sample)) {
        start = list[2 + 2 * entry++];
      }
      if (start != 0 || samples.hasStartTimes()) {
        samples.startTime(sample, start);
      }
    }
  }

  /** Gives up what a segment of series has that are all gone. */
  synchronized void release(int segment) {
    if (segment < segments.length) {
      long[][] fewer = segments.clone();
      fewer[segment] = NONE;
      segments = fewer;
    }
  }

  /** How much memory there is for start timestamps. */
  long bytes() {
    long columns = Arrays.stream(segments).filter(each -> each.length > NONE.length).count();
    return columns * SeriesRows.SEGMENT * Long.BYTES
        + lists.values().stream().mapToLong(list -> (long) list.length * Long.BYTES).sum();
  }

  private static boolean isHere(long[][] all, int segment) {
    return segment < all.length && all[segment].length > NONE.length;
  }

  private long[] room(int id) {
    int segment = id >>> SeriesRows.SEGMENT_BITS;
    long[][] all = segments;
    return isHere(all, segment) ? all[segment] : grow(segment);
  }

  private synchronized long[] grow(int segment) {
    long[][] more = Arrays.copyOf(segments, Math.max(segments.length, segment + 1));
    for (int i = segments.length; i < more.length; i++) {
      more[i] = NONE;
    }
    if (!isHere(more, segment)) {
      more[segment] = new long[SeriesRows.SEGMENT];
    }
    segments = more;
    return more[segment];
  }
}
