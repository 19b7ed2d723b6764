package io.meridian.promql.exec;

import io.meridian.model.SampleBuffer;
import java.util.Arrays;

/**
 * One series under a range function: its samples, and where each step's window begins and ends
 * among them. Floats and histograms stand in one column by time ({@link SampleBuffer#laneIndex}
 * tells them apart); stale markers have been taken out.
 */
public final class RangeSeries {
  /** What a bound may be without any overflow on the way to it. */
  private static final int MOST_SAMPLES = 1 << 29;

  /** Times up to this far from 1970 have differences that are no less than a long. */
  private static final long FAR = 1L << 61;

  private final Window window;
  private final SampleBuffer samples;
  private final int[] from;
  private final int[] to;
  private byte[] labelBytes = {};
  private int labelsFrom;
  private int labelsTo;
  private int alikeFrom;
  private int alikeTo;
  private int stride;

  RangeSeries(Window window, SampleBuffer samples) {
    this.window = window;
    this.samples = samples;
    from = new int[window.steps().count()];
    to = new int[from.length];
  }

  /** A series' samples with their windows, for tests of kernels. */
  public static RangeSeries of(Window window, SampleBuffer samples) {
    RangeSeries series = new RangeSeries(window, samples);
    series.findWindows();
    return series;
  }

  public Window window() {
    return window;
  }

  /** All samples of the series that any window needs, in order of time. */
  public SampleBuffer samples() {
    return samples;
  }

  /** For each step the index of the first sample of its window (of what is read for it). */
  public int[] from() {
    return from;
  }

  /** For each step the index behind the last sample of its window. */
  public int[] to() {
    return to;
  }

  /**
   * The first of the steps whose windows are alike: of as many samples each, which lie at the same
   * distances from the window's bounds. There are none unless samples come at even intervals.
   */
  public int alikeFrom() {
    return alikeFrom;
  }

  /** Behind the last of the steps whose windows are alike. */
  public int alikeTo() {
    return alikeTo;
  }

  /** By how many samples windows that are alike lie apart from step to step; at least 1. */
  public int stride() {
    return stride;
  }

  /** The array that holds the series' packed labels, its name included. */
  public byte[] labelBytes() {
    return labelBytes;
  }

  public int labelsFrom() {
    return labelsFrom;
  }

  public int labelsTo() {
    return labelsTo;
  }

  /** The metric's name, empty if it has none; makes a string, so ask for annotations only. */
  public String metricName() {
    return MetricName.of(labelBytes, labelsFrom, labelsTo);
  }

  void labels(byte[] bytes, int start, int end) {
    labelBytes = bytes;
    labelsFrom = start;
    labelsTo = end;
  }

  /** Both bounds of all windows in one pass over steps and samples. */
  void findWindows() {
    alikeFrom = 0;
    alikeTo = 0;
    if (window.at().isPresent()) {
      if (from.length > 0) {
        Arrays.fill(from, firstAfter(window.readStart(0)));
        Arrays.fill(to, firstAfter(window.readEnd(0)));
      }
      return;
    }
    if (!findEvenWindows()) {
      findUnevenWindows();
    }
  }

  /**
   * Where samples come at even intervals and steps are a multiple of those, bounds go on by as many
   * samples at every step and need not be looked for.
   */
  private boolean findEvenWindows() {
    int size = samples.size();
    int count = from.length;
    if (size < 2 || count < 2) {
      return false;
    }
    long[] times = samples.times();
    long interval = times[1] - times[0];
    long step = window.steps().step();
    if (interval <= 0 || step % interval != 0 || step / interval > size || reachesFar(times[0])) {
      return false;
    }
    if (!isEven(times, size, interval)) {
      return false;
    }
    long lower = Math.floorDiv(window.readStart(0) - times[0], interval) + 1;
    long upper = Math.floorDiv(window.readEnd(0) - times[0], interval) + 1;
    long last = (count - 1) * (step / interval);
    if (lower < -MOST_SAMPLES || upper + last > MOST_SAMPLES) {
      return false;
    }
    stride = (int) (step / interval);
    fill(from, (int) lower, stride, size);
    fill(to, (int) upper, stride, size);
    alikeFrom = Math.clamp(-Math.floorDiv(lower, stride), 0, count);
    alikeTo = Math.clamp(Math.floorDiv(size - upper, stride) + 1, alikeFrom, count);
    return true;
  }

  /**
   * Many differences are compared at once: where the last sample is in its place, all mostly are.
   */
  private static boolean isEven(long[] times, int size, long interval) {
    if (times[size - 1] - times[0] != (size - 1) * interval) {
      return false;
    }
    long astray = 0;
    for (int i = 1; i < size; i++) {
      astray |= (times[i] - times[i - 1]) ^ interval;
    }
    return astray == 0;
  }

  /** Whether differences to the windows' bounds might not be what they seem. */
  private boolean reachesFar(long time) {
    return Math.abs(time) > FAR
        || Math.abs(window.readStart(0)) > FAR
        || Math.abs(window.readEnd(0)) > FAR;
  }

  private static void fill(int[] bounds, int first, int stride, int size) {
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = Math.max(0, Math.min(first + i * stride, size));
    }
  }

  private void findUnevenWindows() {
    int count = from.length;
    long[] times = samples.times();
    int size = samples.size();
    long step = window.steps().step();
    long readStart = count == 0 ? 0 : window.readStart(0);
    long readEnd = count == 0 ? 0 : window.readEnd(0);
    int lower = 0;
    int upper = 0;
    int lowerStride = 0;
    int upperStride = 0;
    for (int i = 0; i < count; i++) {
      int nextLower = firstAfter(times, size, lower, lowerStride, readStart);
      int nextUpper = firstAfter(times, size, upper, upperStride, readEnd);
      lowerStride = nextLower - lower;
      upperStride = nextUpper - upper;
      lower = nextLower;
      upper = nextUpper;
      from[i] = lower;
      to[i] = upper;
      readStart += step;
      readEnd += step;
    }
  }

  /**
   * The first sample behind a time, looked for from another one on. Samples mostly come at even
   * intervals, so that a bound goes on by as many of them at every step: that is tried first.
   */
  static int firstAfter(long[] times, int size, int from, int stride, long time) {
    int at = Math.min(from + stride, size);
    if (at > from && times[at - 1] > time) {
      at = from;
    }
    while (at < size && times[at] <= time) {
      at++;
    }
    return at;
  }

  private int firstAfter(long time) {
    int at = Arrays.binarySearch(samples.times(), 0, samples.size(), time);
    return at < 0 ? -at - 1 : at + 1;
  }
}
