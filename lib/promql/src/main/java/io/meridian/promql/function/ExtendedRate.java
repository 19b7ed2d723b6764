package io.meridian.promql.function;

import io.meridian.model.SampleBuffer;
import io.meridian.model.Tile;
import io.meridian.promql.exec.RangeFunction;
import io.meridian.promql.exec.RangeSeries;
import io.meridian.promql.exec.Window;
import io.meridian.promql.function.Remarks.Remark;
import io.meridian.promql.syntax.RangeExtension;
import java.util.Arrays;

/**
 * rate, increase and delta of an anchored or smoothed range: the change between the values at the
 * window's bounds, made good for counter resets, with nothing extrapolated.
 *
 * <p>Anchored, the value at a bound is that of the last sample at or before it, or, at the start,
 * of the first one behind if there is none. Smoothed, it lies on the line between the samples on
 * both sides of the bound; if the counter was reset between them, on the line from 0. A window
 * needs a sample behind its start, and a smoothed one another at or before its end.
 */
final class ExtendedRate implements RangeFunction {
  private final boolean counter;
  private final boolean perSecond;
  private final boolean smoothed;
  private final double windowSeconds;
  private final Remarks remarks;
  private final ExtendedHistogramChange histograms;

  /** Floats of a series before which its counter was reset, ascending. */
  private int[] resetAt = new int[16];

  private int resetCount;

  /** The first reset that any step from here on can see. */
  private int nextReset;

  ExtendedRate(Arguments arguments, boolean counter, boolean perSecond) {
    this.counter = counter;
    this.perSecond = perSecond;
    smoothed = arguments.window().extension() == RangeExtension.SMOOTHED;
    windowSeconds = arguments.window().range() / 1000.0;
    remarks = new Remarks(arguments);
    histograms = new ExtendedHistogramChange(remarks, counter, smoothed);
  }

  @Override
  public void apply(RangeSeries series, Tile into, int row) {
    int[] from = series.from();
    int[] to = series.to();
    int cell = row * into.steps();
    findResets(series.samples());
    for (int i = 0; i < from.length; i++) {
      if (from[i] < to[i]) {
        evaluate(series, from[i], to[i], i, into, cell + i);
      }
    }
    if (counter) {
      remarks.checkCounter(series, into, row);
    }
    remarks.flush(series);
  }

  private void findResets(SampleBuffer samples) {
    resetCount = 0;
    nextReset = 0;
    for (int i = 1; counter && i < samples.size(); i++) {
      boolean floats = samples.laneIndex(i) < 0 && samples.laneIndex(i - 1) < 0;
      if (floats && samples.value(i) < samples.value(i - 1)) {
        if (resetCount == resetAt.length) {
          resetAt = Arrays.copyOf(resetAt, resetCount * 2);
        }
        resetAt[resetCount++] = i;
      }
    }
  }

  private void evaluate(RangeSeries series, int from, int to, int step, Tile into, int cell) {
    SampleBuffer samples = series.samples();
    int found = histogramsIn(samples, from, to);
    if (found > 0 && found < to - from) {
      remarks.note(Remark.MIXED);
      return;
    }
    Window window = series.window();
    long start = window.start(step);
    long end = window.end(step);
    int last = to - 1;
    int first = Math.max(from, firstAfter(samples, from, last, start) - 1);
    if (smoothed) {
      last = firstAfter(samples, from, last, end - 1);
    }
    if (samples.time(last) <= start || (smoothed && samples.time(first) > end)) {
      return;
    }
    if (found > 0) {
      histogram(samples, first, last, start, end, into, cell);
    } else {
      double change = change(samples, first, last, start, end);
      into.put(cell, perSecond ? change / windowSeconds : change);
    }
  }

  private static int histogramsIn(SampleBuffer samples, int from, int to) {
    int found = 0;
    for (int i = from; samples.hasHistograms() && i < to; i++) {
      found += samples.laneIndex(i) < 0 ? 0 : 1;
    }
    return found;
  }

  /** The first sample of a run that is behind a time; the run's end if there is none. */
  private static int firstAfter(SampleBuffer samples, int from, int to, long time) {
    int low = from;
    int high = to;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (samples.time(middle) > time) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private void histogram(
      SampleBuffer samples, int first, int last, long start, long end, Tile into, int cell) {
    if (!histograms.calculate(samples, first, last, start, end)) {
      return;
    }
    if (perSecond) {
      histograms.change().divide(windowSeconds);
    }
    histograms.change().addTo(into.lane());
    into.putHistogram(cell);
  }

  private double change(SampleBuffer samples, int first, int last, long start, long end) {
    double left =
        smoothed && samples.time(first) < start
            ? between(samples, first, start)
            : samples.value(first);
    double right =
        smoothed && samples.time(last) > end && last > first
            ? between(samples, last - 1, end)
            : samples.value(last);
    double change = right - left;
    return counter ? change + lost(samples, first, last, start, end, left, right) : change;
  }

  private double between(SampleBuffer samples, int before, long time) {
    double low = samples.value(before);
    double high = samples.value(before + 1);
    if (counter && high < low) {
      low = 0;
    }
    double passed = time - samples.time(before);
    return low + (high - low) * passed / (samples.time(before + 1) - samples.time(before));
  }

  /** What resets took away between the values at the bounds. */
  private double lost(
      SampleBuffer samples, int first, int last, long start, long end, double left, double right) {
    int from = samples.time(first) <= start ? first + 1 : first;
    int to = samples.time(last) >= end ? last : last + 1;
    double lost = from < to && samples.value(from) < left ? left : 0;
    while (nextReset < resetCount && resetAt[nextReset] <= from) {
      nextReset++;
    }
    for (int r = nextReset; r < resetCount && resetAt[r] < to; r++) {
      lost += samples.value(resetAt[r] - 1);
    }
    double before = from < to ? samples.value(to - 1) : left;
    return right < before ? lost + before : lost;
  }
}
