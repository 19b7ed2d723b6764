package io.meridian.promql.function;

import io.meridian.model.SampleBuffer;
import io.meridian.model.Tile;
import io.meridian.promql.exec.RangeFunction;
import io.meridian.promql.exec.RangeSeries;
import io.meridian.promql.function.Remarks.Remark;

/**
 * Thanos' xrate, xincrease and xdelta: the change from the last sample at or before a window's
 * start, or the first one in it, to the last one, made good for counter resets.
 *
 * <p>xrate and xdelta leave a sample before the window out that lies further away than samples lie
 * from each other, and stretch the change to the window where samples cover it. xincrease does
 * neither, but takes a counter that has just appeared, and has one value so far, to have begun at
 * 0. Of histograms it is the plain change.
 */
final class ReachingRate implements RangeFunction {
  private final boolean counter;
  private final boolean perSecond;
  private final Remarks remarks;
  private final HistogramChange histograms;

  /** The first sample of the window that is evaluated, and the one behind the last. */
  private int from;

  private int to;

  ReachingRate(Arguments arguments, boolean counter, boolean perSecond) {
    this.counter = counter;
    this.perSecond = perSecond;
    remarks = new Remarks(arguments);
    histograms = new HistogramChange(new CounterResets(arguments.options()), remarks, counter);
  }

  private boolean isIncrease() {
    return counter && !perSecond;
  }

  @Override
  public void apply(RangeSeries series, Tile into, int row) {
    for (int i = 0; i < into.steps(); i++) {
      to = series.to()[i];
      from = first(series, i);
      if (from < to) {
        put(series, i, into, row * into.steps() + i);
      }
    }
    remarks.flush(series);
  }

  /** The last sample at or before the window's start, or else the first one behind. */
  private int first(RangeSeries series, int step) {
    long start = series.window().start(step);
    int low = series.from()[step];
    int high = series.to()[step];
    while (high - low > 1) {
      int middle = (low + high) >>> 1;
      if (series.samples().time(middle) <= start) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void put(RangeSeries series, int step, Tile into, int cell) {
    SampleBuffer samples = series.samples();
    int histogramsMet = 0;
    for (int i = from; samples.hasHistograms() && i < to; i++) {
      histogramsMet += samples.laneIndex(i) < 0 ? 0 : 1;
    }
    if (histogramsMet == 0) {
      into.put(cell, change(series, step));
    } else if (histogramsMet < to - from) {
      remarks.note(Remark.MIXED);
    } else if (to - from > 1 && histograms.calculate(samples, from, to, false)) {
      histograms.change().addTo(into.lane());
      into.putHistogram(cell);
    }
  }

  private double change(RangeSeries series, int step) {
    SampleBuffer samples = series.samples();
    long range = series.window().range();
    long end = series.window().end(step);
    if (isIncrease() && end <= range + samples.time(0) && isConstant(samples)) {
      return samples.value(from);
    }
    double distance = distance(samples);
    long start = series.window().start(step);
    if (!isIncrease() && start - samples.time(from) > distance) {
      if (to - from < 3) {
        return 0;
      }
      from++;
      distance = distance(samples);
    }
    double change = samples.value(to - 1) - samples.value(from) + lost(samples);
    boolean covered = samples.time(from) <= start && end - samples.time(to - 1) < distance;
    long wholeSeconds = range / 1000;
    double seconds = wholeSeconds;
    if (!isIncrease() && covered) {
      change *= seconds / ((samples.time(to - 1) - samples.time(from)) / 1000.0);
    }
    return perSecond ? change / seconds : change;
  }

  private boolean isConstant(SampleBuffer samples) {
    for (int i = from + 1; i < to; i++) {
      if (samples.value(i) != samples.value(i - 1)) {
        return false;
      }
    }
    return true;
  }

  /** How far samples lie from each other, NaN if there is just one. */
  private double distance(SampleBuffer samples) {
    return (double) (samples.time(to - 1) - samples.time(from)) / (to - 1 - from);
  }

  private double lost(SampleBuffer samples) {
    double lost = 0;
    for (int i = from + 1; counter && i < to; i++) {
      if (samples.value(i) < samples.value(i - 1)) {
        lost += samples.value(i - 1);
      }
    }
    return lost;
  }
}
