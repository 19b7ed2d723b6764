package io.meridian.tsdb.merge;

import io.meridian.model.SampleBuffer;
import io.meridian.model.StaleMarker;
import java.util.Arrays;

/**
 * A column of instants in strictly ascending order, each with the sample it stands for, and what is
 * known of their cadence. A strand is what one scraper delivered, as far as that can be told, or
 * what was chosen from several.
 *
 * <p>The interval is known by blocks of 32 instants: the lower quartile of the distances in the
 * block, so that neither lost scrapes nor a few stray samples move it, and a change of the scrape
 * interval is noticed within a block. A distance of more than one and a half intervals is a gap. A
 * block whose largest distance is at most one and a half times its smallest is even: it has no gap,
 * and needs no quartile.
 */
final class Strand {
  /** The interval of a strand with one instant. */
  static final long UNKNOWN = 0;

  private static final int BLOCK_BITS = 5;
  private static final int BLOCK = 1 << BLOCK_BITS;
  private static final int FEW = 4;

  /** So many steps from a guess cost less than a search. */
  private static final int NEAR = 8;

  private int size;
  private long[] times = new long[4 * BLOCK];
  private int[] samples = new int[4 * BLOCK];
  private boolean[] markers = new boolean[4 * BLOCK];
  private int markerCount;
  private int measured;

  private long[] intervals = new long[4];
  private boolean[] even = new boolean[4];
  private final long[] scratch = new long[BLOCK];

  void clear() {
    size = 0;
    markerCount = 0;
    measured = 0;
  }

  int size() {
    return size;
  }

  long time(int i) {
    return times[i];
  }

  long firstTime() {
    return times[0];
  }

  long lastTime() {
    return times[size - 1];
  }

  /** The place of a sample in the buffer of the pieces. */
  int sample(int i) {
    return samples[i];
  }

  boolean isMarker(int i) {
    return markerCount > 0 && markers[i];
  }

  boolean hasMarkers() {
    return markerCount > 0;
  }

  void add(long time, int sample, boolean marker) {
    reserve(1);
    times[size] = time;
    samples[size] = sample;
    markers[size] = marker;
    markerCount += marker ? 1 : 0;
    size++;
  }

  void add(Strand other, int i) {
    add(other.times[i], other.samples[i], other.isMarker(i));
  }

  /** Adds a range of another strand. */
  void addAll(Strand other, int from, int to) {
    int count = to - from;
    reserve(count);
    System.arraycopy(other.times, from, times, size, count);
    System.arraycopy(other.samples, from, samples, size, count);
    System.arraycopy(other.markers, from, markers, size, count);
    if (other.markerCount > 0) {
      for (int i = size; i < size + count; i++) {
        markerCount += markers[i] ? 1 : 0;
      }
    }
    size += count;
  }

  /** Adds a range of a buffer; samples that go back in time are left out. */
  void addPiece(SampleBuffer buffer, int from, int to) {
    int count = to - from;
    reserve(count);
    long[] instants = buffer.times();
    double[] values = buffer.values();
    int at = size;
    long last = at == 0 ? Long.MIN_VALUE : times[at - 1];
    for (int i = from; i < to; i++) {
      long time = instants[i];
      if (time > last || at == 0) {
        boolean marker = Double.doubleToRawLongBits(values[i]) == StaleMarker.BITS;
        times[at] = time;
        samples[at] = i;
        markers[at] = marker;
        markerCount += marker ? 1 : 0;
        at++;
        last = time;
      }
    }
    size = at;
  }

  private void reserve(int more) {
    int needed = Math.addExact(size, more);
    if (needed > times.length) {
      int capacity = Math.max(needed, 2 * times.length);
      times = Arrays.copyOf(times, capacity);
      samples = Arrays.copyOf(samples, capacity);
      markers = Arrays.copyOf(markers, capacity);
    }
  }

  /** The first place from a place on whose instant is at or behind a time; the size if none is. */
  int seek(int from, long time) {
    int step = 1;
    int low = from;
    while (low + step < size && times[low + step] < time) {
      low += step;
      step <<= 1;
    }
    int high = Math.min(low + step + 1, size);
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (times[middle] < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * The first place of all whose instant is at or behind a time, or the size; found in a few steps
   * where it is near a guess.
   */
  int seekNear(int guess, long time) {
    int at = Math.clamp(guess, 0, size);
    for (int step = 0; step < NEAR; step++) {
      if (at < size && times[at] < time) {
        at++;
      } else if (at > 0 && times[at - 1] >= time) {
        at--;
      } else {
        return at;
      }
    }
    return seek(0, time);
  }

  /** Finds the intervals of what was added; to be called before one is asked for. */
  void measure() {
    int blocks = ((size - 1) >> BLOCK_BITS) + 1;
    if (intervals.length < blocks) {
      intervals = Arrays.copyOf(intervals, 2 * blocks);
      even = Arrays.copyOf(even, 2 * blocks);
    }
    for (int block = Math.max(0, (measured - 1) >> BLOCK_BITS); block < blocks; block++) {
      measure(block);
    }
    measured = size;
  }

  private void measure(int block) {
    int from = block << BLOCK_BITS;
    int to = Math.min(from + BLOCK, size - 1);
    long least = Long.MAX_VALUE;
    long most = 0;
    for (int i = from; i < to; i++) {
      long distance = distance(i);
      least = Math.min(least, distance);
      most = Math.max(most, distance);
    }
    boolean few = to - from < FEW;
    if (few && block > 0) {
      intervals[block] = intervals[block - 1];
      even[block] = most <= longest(intervals[block]);
    } else if (from == to) {
      intervals[block] = UNKNOWN;
      even[block] = true;
    } else if (most <= longest(least)) {
      intervals[block] = (least + most) >>> 1;
      even[block] = true;
    } else {
      intervals[block] = lowerQuartile(from, to);
      even[block] = false;
    }
  }

  private long lowerQuartile(int from, int to) {
    for (int i = from; i < to; i++) {
      scratch[i - from] = distance(i);
    }
    Arrays.sort(scratch, 0, to - from);
    return scratch[(to - from) >> 2];
  }

  /** The longest distance that is not a gap. */
  private static long longest(long interval) {
    return plus(interval, interval >> 1);
  }

  /** The sum of a time and a distance, at most the last time there is. */
  static long plus(long time, long distance) {
    long sum = time + distance;
    return sum < time ? Long.MAX_VALUE : sum;
  }

  private long distance(int i) {
    long distance = times[i + 1] - times[i];
    return distance < 0 ? Long.MAX_VALUE : distance;
  }

  /** The interval around an instant, or {@link #UNKNOWN}. */
  long interval(int i) {
    return intervals[i >> BLOCK_BITS];
  }

  /** Whether an instant and the next one are more than one and a half intervals apart. */
  boolean isGap(int i) {
    return distance(i) > longest(interval(i));
  }

  /** Where the run of blocks without a gap and without a marker that begins at a place ends. */
  int evenRunEnd(int from) {
    if (markerCount > 0) {
      return from;
    }
    int at = from;
    while (at < size && (at & (BLOCK - 1)) == 0 && even[at >> BLOCK_BITS]) {
      at = Math.min(at + BLOCK, size);
    }
    return at;
  }

  /** Whether the strand says that the series is alive at a time: no end, gap or marker there. */
  boolean covers(long time) {
    int next = seek(0, time);
    if (next < size && times[next] == time) {
      return !isMarker(next);
    }
    return next > 0 && next < size && !isMarker(next - 1) && !isMarker(next) && !isGap(next - 1);
  }

  /** The middle interval of all blocks, or {@link #UNKNOWN}. */
  long typicalInterval() {
    int blocks = ((size - 1) >> BLOCK_BITS) + 1;
    long[] sorted = Arrays.copyOf(intervals, blocks);
    Arrays.sort(sorted);
    return sorted[blocks >> 1];
  }

  /** How many instants the gaps would have room for. */
  long missing() {
    long missing = 0;
    for (int i = 0; i + 1 < size; ) {
      int run = evenRunEnd(i);
      if (run > i) {
        i = run;
      } else {
        if (isGap(i)) {
          missing += distance(i) / interval(i) - 1;
        }
        i++;
      }
    }
    return missing;
  }
}
