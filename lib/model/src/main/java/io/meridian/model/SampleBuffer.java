package io.meridian.model;

import java.util.Arrays;

/**
 * A growing column of samples of one series, reused from series to series: parallel arrays of times
 * and values, and beside them, only where there are any, start timestamps and native histograms.
 *
 * <p>A histogram sample's value is its sum, so that a stale marker is found in the value column for
 * every kind of sample; the histogram itself stands in the {@link HistogramLane} under the sample's
 * lane index. Not safe for use by more than one thread at a time. Appending allocates only when an
 * array must grow.
 */
public final class SampleBuffer {
  private static final int[] NO_INTS = {};
  private static final long[] NO_LONGS = {};

  private int size;
  private int rising;
  private long[] times;
  private double[] values;
  private long[] startTimes = NO_LONGS;
  private boolean hasStartTimes;
  private int[] laneIndexes = NO_INTS;
  private final HistogramLane lane = new HistogramLane();

  public SampleBuffer() {
    this(128);
  }

  /** A buffer with room for a number of samples before its arrays grow. */
  public SampleBuffer(int capacity) {
    times = new long[capacity];
    values = new double[capacity];
  }

  /** Forgets every sample and keeps the arrays. */
  public void clear() {
    size = 0;
    rising = 0;
    hasStartTimes = false;
    lane.clear();
  }

  public int size() {
    return size;
  }

  /** Bytes of the arrays, those of histograms included. */
  public long bytes() {
    long longs = (long) times.length + values.length + startTimes.length;
    return longs * Long.BYTES + (long) laneIndexes.length * Integer.BYTES + lane.bytes();
  }

  /** Unix milliseconds of the first {@link #size} samples; replaced when the buffer grows. */
  public long[] times() {
    return times;
  }

  /** Values of the first {@link #size} samples; for a histogram its sum. */
  public double[] values() {
    return values;
  }

  public long time(int sample) {
    return times[sample];
  }

  public double value(int sample) {
    return values[sample];
  }

  /** Whether any sample came with a start timestamp. */
  public boolean hasStartTimes() {
    return hasStartTimes;
  }

  /** When the sample's counter began, Unix milliseconds; 0 where that is unknown. */
  public long startTime(int sample) {
    return hasStartTimes ? startTimes[sample] : 0;
  }

  /** Whether any sample is a histogram. */
  public boolean hasHistograms() {
    return lane.size() > 0;
  }

  /** Where the sample's histogram stands in the lane, or −1 for a float. */
  public int laneIndex(int sample) {
    return lane.size() == 0 ? -1 : laneIndexes[sample];
  }

  /** The histograms of this buffer's samples. */
  public HistogramLane lane() {
    return lane;
  }

  /**
   * Makes room for more samples, to be written into the arrays from {@link #size} on and then
   * added.
   */
  public void reserve(int samples) {
    int needed = Math.addExact(size, samples);
    if (needed > times.length) {
      int capacity = Math.max(needed, times.length + (times.length >> 1));
      times = Arrays.copyOf(times, capacity);
      values = Arrays.copyOf(values, capacity);
    }
  }

  /**
   * Adds floats that were written into {@link #times} and {@link #values} behind the last sample.
   */
  public void addWritten(int samples) {
    int end = size + samples;
    if (hasStartTimes) {
      startTimes = room(startTimes, end);
      Arrays.fill(startTimes, size, end, 0);
    }
    if (lane.size() > 0) {
      laneIndexes = room(laneIndexes, end);
      Arrays.fill(laneIndexes, size, end, -1);
    }
    size = end;
  }

  /**
   * Makes room for the start timestamps of samples that are about to be written, and gives the
   * array into which they go from {@link #size} on. They count once the samples are added with
   * {@link #addWrittenWithStartTimes}.
   */
  public long[] reserveStartTimes(int samples) {
    startTimes = room(startTimes, Math.addExact(size, samples));
    return startTimes;
  }

  /** Adds floats as {@link #addWritten} does, whose start timestamps have been written, too. */
  public void addWrittenWithStartTimes(int samples) {
    if (!hasStartTimes) {
      Arrays.fill(startTimes, 0, size, 0);
    }
    hasStartTimes = false;
    addWritten(samples);
    hasStartTimes = true;
  }

  public void add(long time, double value) {
    reserve(1);
    times[size] = time;
    values[size] = value;
    addWritten(1);
  }

  public void add(long time, double value, long startTime) {
    add(time, value);
    if (startTime != 0 || hasStartTimes) {
      startTime(size - 1, startTime);
    }
  }

  /** Sets the start timestamp of a sample that was added before. */
  public void startTime(int sample, long startTime) {
    if (!hasStartTimes) {
      startTimes = room(startTimes, size);
      Arrays.fill(startTimes, 0, size, 0);
      hasStartTimes = true;
    }
    startTimes[sample] = startTime;
  }

  /**
   * Adds a sample for the histogram that was added to the lane last.
   *
   * @param sum the histogram's sum, or the stale marker
   */
  public void addHistogram(long time, double sum, long startTime) {
    int index = lane.size() - 1;
    if (index == 0) {
      laneIndexes = room(laneIndexes, size);
      Arrays.fill(laneIndexes, 0, size, -1);
    }
    add(time, sum, startTime);
    laneIndexes[size - 1] = index;
  }

  /**
   * Adds samples of another buffer with their start timestamps and histograms.
   *
   * @param from first sample in the other buffer
   * @param to behind the last one
   */
  public void addAll(SampleBuffer other, int from, int to) {
    if (other.hasHistograms()) {
      addOneByOne(other, from, to);
      return;
    }
    int count = to - from;
    reserve(count);
    System.arraycopy(other.times, from, times, size, count);
    System.arraycopy(other.values, from, values, size, count);
    addWritten(count);
    if (other.hasStartTimes) {
      copyStartTimes(other, from, count);
    }
  }

  private void copyStartTimes(SampleBuffer other, int from, int count) {
    if (!hasStartTimes) {
      startTimes = room(startTimes, size);
      Arrays.fill(startTimes, 0, size - count, 0);
      hasStartTimes = true;
    }
    System.arraycopy(other.startTimes, from, startTimes, size - count, count);
  }

  private void addOneByOne(SampleBuffer other, int from, int to) {
    for (int i = from; i < to; i++) {
      int index = other.laneIndex(i);
      if (index < 0) {
        add(other.times[i], other.values[i], other.startTime(i));
      } else {
        lane.add(other.lane, index);
        addHistogram(other.times[i], other.values[i], other.startTime(i));
      }
    }
  }

  /**
   * How many samples from the first on are known to be numbers of which none is less than the one
   * before: a counter without a reset. {@link #dropStale} finds that out by the way.
   */
  public int rising() {
    return rising;
  }

  private void findRising() {
    double last = Double.NEGATIVE_INFINITY;
    int i = 0;
    while (i < size && values[i] >= last) {
      last = values[i++];
    }
    rising = i;
  }

  /** Takes every stale marker out; the histograms of the others keep their places in the lane. */
  public void dropStale() {
    findRising();
    int kept = rising;
    while (kept < size && !StaleMarker.isStale(values[kept])) {
      kept++;
    }
    for (int i = kept; i < size; i++) {
      if (!StaleMarker.isStale(values[i])) {
        move(i, kept++);
      }
    }
    size = kept;
  }

  private void move(int from, int to) {
    times[to] = times[from];
    values[to] = values[from];
    if (hasStartTimes) {
      startTimes[to] = startTimes[from];
    }
    if (lane.size() > 0) {
      laneIndexes[to] = laneIndexes[from];
    }
  }

  private long[] room(long[] array, int needed) {
    return needed <= array.length ? array : Arrays.copyOf(array, Math.max(needed, times.length));
  }

  private int[] room(int[] array, int needed) {
    return needed <= array.length ? array : Arrays.copyOf(array, Math.max(needed, times.length));
  }
}
