package io.meridian.promql.function;

import io.meridian.model.SampleBuffer;
import io.meridian.model.Tile;
import io.meridian.promql.exec.RangeFunction;
import io.meridian.promql.exec.RangeSeries;
import io.meridian.promql.exec.Window;
import io.meridian.promql.function.Remarks.Remark;
import io.meridian.promql.syntax.RangeExtension;

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
  private static double lost(
      SampleBuffer samples, int first, int last, long start, long end, double left, double right) {
    int from = samples.time(first) <= start ? first + 1 : first;
    int to = samples.time(last) >= end ? last : last + 1;
    double lost = 0;
    double before = left;
    for (int i = from; i < to; i++) {
      if (samples.value(i) < before) {
        lost += before;
      }
      before = samples.value(i);
    }
    return right < before ? lost + before : lost;
  }
}
