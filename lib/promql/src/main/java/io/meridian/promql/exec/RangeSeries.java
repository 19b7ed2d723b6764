package io.meridian.promql.exec;

import io.meridian.model.SampleBuffer;
import java.util.Arrays;

/**
 * One series under a range function: its samples, and where each step's window begins and ends
 * among them. Floats and histograms stand in one column by time ({@link SampleBuffer#laneIndex}
 * tells them apart); stale markers have been taken out.
 */
public final class RangeSeries {
  private final Window window;
  private final SampleBuffer samples;
  private final int[] from;
  private final int[] to;
  private byte[] labelBytes = {};
  private int labelsFrom;
  private int labelsTo;

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
    int count = from.length;
    if (window.at().isPresent()) {
      if (count > 0) {
        Arrays.fill(from, firstAfter(window.readStart(0)));
        Arrays.fill(to, firstAfter(window.readEnd(0)));
      }
      return;
    }
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
  private static int firstAfter(long[] times, int size, int from, int stride, long time) {
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
