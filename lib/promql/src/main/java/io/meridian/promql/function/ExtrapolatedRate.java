package io.meridian.promql.function;

import io.meridian.model.SampleBuffer;
import io.meridian.model.Tile;
import io.meridian.promql.exec.RangeFunction;
import io.meridian.promql.exec.RangeSeries;
import io.meridian.promql.function.Remarks.Remark;
import java.util.Arrays;

/**
 * rate, increase and delta. The change between a window's first and last sample, made good for
 * counter resets, is extrapolated to the window's bounds by {@link Extrapolation}. A counter that
 * is known to have started in the window is counted from there instead.
 *
 * <p>Resets are found once a series; a window without one costs a subtraction.
 */
final class ExtrapolatedRate implements RangeFunction {
  private final boolean counter;
  private final Extrapolation extrapolation;
  private final PlainRate plain;
  private final CounterResets resets;
  private final HistogramChange histograms;
  private final Remarks remarks;

  /** Samples of a series before which its counter was reset, ascending. */
  private int[] resetAt = new int[16];

  private int resetCount;

  /** Samples of a series whose start overlaps the sample before, ascending. */
  private int[] overlapAt = new int[4];

  private int overlapCount;

  ExtrapolatedRate(Arguments arguments, boolean counter, boolean perSecond) {
    this.counter = counter;
    extrapolation = new Extrapolation(counter, perSecond, arguments.window().range());
    plain = new PlainRate(counter, extrapolation);
    resets = new CounterResets(arguments.options());
    remarks = new Remarks(arguments);
    histograms = new HistogramChange(resets, remarks, counter);
  }

  @Override
  public void apply(RangeSeries series, Tile into, int row) {
    SampleBuffer samples = series.samples();
    if (!samples.hasHistograms() && !samples.hasStartTimes()) {
      plain.apply(series, into, row);
    } else {
      any(series, into, row);
    }
    if (counter) {
      remarks.checkCounter(series, into, row);
    }
    remarks.flush(series);
  }

  private void any(RangeSeries series, Tile into, int row) {
    SampleBuffer samples = series.samples();
    findResets(samples);
    int[] from = series.from();
    int[] to = series.to();
    int cell = row * into.steps();
    int nextReset = 0;
    for (int i = 0; i < from.length; i++) {
      if (from[i] == to[i]) {
        continue;
      }
      while (nextReset < resetCount && resetAt[nextReset] <= from[i]) {
        nextReset++;
      }
      if (!samples.hasHistograms() || isAllFloats(samples, from[i], to[i])) {
        floats(series, from[i], to[i], i, nextReset, into, cell + i);
      } else if (isAllHistograms(samples, from[i], to[i])) {
        histograms(series, from[i], to[i], i, into, cell + i);
      } else {
        remarks.note(Remark.MIXED);
      }
    }
  }

  private static boolean isAllFloats(SampleBuffer samples, int from, int to) {
    for (int i = from; i < to; i++) {
      if (samples.laneIndex(i) >= 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAllHistograms(SampleBuffer samples, int from, int to) {
    for (int i = from; i < to; i++) {
      if (samples.laneIndex(i) < 0) {
        return false;
      }
    }
    return true;
  }

  private void findResets(SampleBuffer samples) {
    resetCount = 0;
    overlapCount = 0;
    if (!counter) {
      return;
    }
    for (int i = 1; i < samples.size(); i++) {
      boolean floats = samples.laneIndex(i) < 0 && samples.laneIndex(i - 1) < 0;
      if (floats && resets.isReset(samples, i)) {
        addReset(i);
      }
      if (resets.overlaps(samples, i)) {
        if (overlapCount == overlapAt.length) {
          overlapAt = Arrays.copyOf(overlapAt, overlapCount * 2);
        }
        overlapAt[overlapCount++] = i;
      }
    }
  }

  private void addReset(int sample) {
    if (resetCount == resetAt.length) {
      resetAt = Arrays.copyOf(resetAt, resetCount * 2);
    }
    resetAt[resetCount++] = sample;
  }

  private void noteOverlap(int from, int to) {
    for (int i = 0; i < overlapCount; i++) {
      if (overlapAt[i] > from && overlapAt[i] < to) {
        remarks.note(Remark.START_OVERLAP);
        return;
      }
    }
  }

  private void floats(
      RangeSeries series, int from, int to, int step, int nextReset, Tile into, int cell) {
    SampleBuffer samples = series.samples();
    double[] values = samples.values();
    double change = values[to - 1] - values[from];
    for (int r = nextReset; r < resetCount && resetAt[r] < to; r++) {
      change += values[resetAt[r] - 1];
    }
    if (overlapCount > 0) {
      noteOverlap(from, to);
    }
    boolean started = startsInside(series, from, step);
    if (started) {
      change += values[from];
    } else if (to - from == 1) {
      return;
    }
    into.put(cell, change * factor(series, from, to, step, started, values[from], change));
  }

  private void histograms(RangeSeries series, int from, int to, int step, Tile into, int cell) {
    SampleBuffer samples = series.samples();
    boolean started = startsInside(series, from, step);
    if (!started && to - from == 1) {
      return;
    }
    if (overlapCount > 0) {
      noteOverlap(from, to);
    }
    if (!histograms.calculate(samples, from, to, started)) {
      return;
    }
    double first = samples.lane().count(samples.laneIndex(from));
    double changed = histograms.change().count();
    histograms.change().multiply(factor(series, from, to, step, started, first, changed));
    histograms.change().addTo(into.lane());
    into.putHistogram(cell);
  }

  /** Whether the counter is known to have started between the window's start and first sample. */
  private boolean startsInside(RangeSeries series, int from, int step) {
    if (!counter || !series.samples().hasStartTimes()) {
      return false;
    }
    long start = resets.start(series.samples(), from);
    return start != 0 && start > series.window().start(step) && start < series.samples().time(from);
  }

  private double factor(
      RangeSeries series,
      int from,
      int to,
      int step,
      boolean started,
      double first,
      double change) {
    SampleBuffer samples = series.samples();
    long firstTime = samples.time(from);
    long fromStart = firstTime - series.window().start(step);
    long between = samples.time(to - 1) - firstTime;
    return started
        ? extrapolation.factorFromStart(
            fromStart, between, to - from, firstTime - resets.start(samples, from))
        : extrapolation.factor(fromStart, between, to - from, first, change);
  }
}
