package io.meridian.tsdb.merge;

import java.util.Arrays;

/**
 * What the headers of a replica's chunks say about when it scraped, no sample decoded: a chunk that
 * is as long as its samples take at the replica's interval has all of them.
 *
 * <p>Memory is kept from series to series. For one thread.
 */
public final class ChunkRhythm {
  /** A chunk of fewer samples does not tell an interval. */
  private static final int FEW = 8;

  /** Part of an interval by which what is steady may be astray. */
  private static final int STEADY = 8;

  /** Further from 1970 than this no differences are formed. */
  private static final long FAR = 1L << 60;

  private int size;
  private long[] mins = new long[16];
  private long[] maxs = new long[16];
  private int[] counts = new int[16];
  private long samples;
  private int longest;
  private boolean sane;
  private double interval;
  private double stray;
  private long missing;

  /** Forgets all chunks. */
  public void clear() {
    size = 0;
    samples = 0;
    longest = 0;
    sane = true;
  }

  /**
   * Adds a chunk behind the others.
   *
   * @param min the time of its first sample, Unix milliseconds
   * @param max that of its last one
   * @param count how many samples it has
   */
  public void add(long min, long max, int count) {
    if (size == mins.length) {
      mins = Arrays.copyOf(mins, 2 * size);
      maxs = Arrays.copyOf(maxs, 2 * size);
      counts = Arrays.copyOf(counts, 2 * size);
    }
    mins[size] = min;
    maxs[size] = max;
    counts[size] = count;
    samples += count;
    sane &= min > -FAR && max < FAR && count > 0 && (size == 0 || min > maxs[size - 1]);
    if (count > counts[longest]) {
      longest = size;
    }
    size++;
  }

  /**
   * Finds the interval and what is missing.
   *
   * @return whether there is an interval that all chunks keep, but for scrapes that were lost
   */
  boolean measure() {
    missing = 0;
    stray = 0;
    if (size == 0 || !sane || counts[longest] < FEW) {
      return false;
    }
    interval = intervalOf(longest);
    if (!isConfirmed()) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      boolean fits = interval > 0 && isSpaced(maxs[i] - mins[i], counts[i] - 1);
      if (!fits || (i > 0 && !isSpaced(mins[i] - maxs[i - 1], 1))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether the distance from chunk to chunk, where nothing is missing, is the interval, too: a
   * chunk does not know by itself that it misses some. It must be so close to it that the longest
   * chunk has room for as many samples as it has, neither one more nor one less.
   */
  private boolean isConfirmed() {
    double sum = 0;
    int found = 0;
    for (int i = 1; i < size; i++) {
      long distance = mins[i] - maxs[i - 1];
      if (isSteady(distance - interval)) {
        sum += distance;
        found++;
      }
    }
    double distance = sum / found;
    double difference = Math.abs(interval - distance) * (counts[longest] - 1);
    return found > 0 && 2 * difference < distance;
  }

  private double intervalOf(int chunk) {
    return (double) (maxs[chunk] - mins[chunk]) / (counts[chunk] - 1);
  }

  /** Whether a time has room for so many intervals; counts those that are missing. */
  private boolean isSpaced(long time, int intervals) {
    double excess = time - intervals * interval;
    if (isSteady(excess)) {
      stray = Math.max(stray, Math.abs(excess));
      return true;
    }
    missing += Math.max(1, Math.round(excess / interval));
    return excess > 0;
  }

  private boolean isSteady(double excess) {
    return Math.abs(excess) * STEADY <= interval;
  }

  /** The distance of scrapes, milliseconds. */
  public double interval() {
    return interval;
  }

  /** By how much times are astray at most, as far as headers show it. */
  double stray() {
    return stray;
  }

  /** How many scrapes were lost. */
  long missing() {
    return missing;
  }

  /** How many there should have been. */
  long expected() {
    return missing + samples;
  }

  int size() {
    return size;
  }

  /** When a chunk begins. */
  long min(int chunk) {
    return mins[chunk];
  }

  /** When a chunk ends. */
  long max(int chunk) {
    return maxs[chunk];
  }

  /** The time of the first sample. */
  public long first() {
    return mins[0];
  }

  /** The time of the last one. */
  public long last() {
    return maxs[size - 1];
  }

  /**
   * How long after a time the next sample stands; not a number where headers do not tell.
   *
   * @param chunk the first one that ends at or after the time
   */
  double wait(int chunk, long time) {
    if (chunk == size) {
      return Double.NaN;
    }
    long into = time - mins[chunk];
    if (into <= 0) {
      boolean told = into == 0 || (chunk > 0 && isSteady(mins[chunk] - maxs[chunk - 1] - interval));
      return told ? -into : Double.NaN;
    }
    int intervals = counts[chunk] - 1;
    if (!isSteady(maxs[chunk] - mins[chunk] - intervals * interval)) {
      return Double.NaN;
    }
    double own = intervalOf(chunk);
    return Math.ceil(into / own) * own - into;
  }
}
