package io.meridian.promql.function;

import io.meridian.model.CounterResetHint;
import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramSum;
import io.meridian.model.SampleBuffer;
import io.meridian.model.Tile;
import io.meridian.promql.exec.RangeFunction;
import io.meridian.promql.exec.RangeSeries;
import io.meridian.promql.function.Remarks.Remark;

/**
 * sum_over_time and avg_over_time, of floats or of histograms; not of both in one window. The mean
 * of histograms is their sum divided, or, once the sum overflows, the mean so far weighted against
 * each further one.
 */
final class HistogramsOverTime implements RangeFunction {
  private final FloatWindow floats;
  private final boolean average;
  private final Remarks remarks;
  private final HistogramSum sum = new HistogramSum();
  private final HistogramSum next = new HistogramSum();
  private final HistogramSum part = new HistogramSum();
  private final HistogramLane scratch = new HistogramLane();

  HistogramsOverTime(Arguments arguments, FloatWindow floats, boolean average) {
    this.floats = floats;
    this.average = average;
    remarks = new Remarks(arguments);
  }

  @Override
  public void apply(RangeSeries series, Tile into, int row) {
    SampleBuffer samples = series.samples();
    int[] from = series.from();
    int[] to = series.to();
    int cell = row * into.steps();
    for (int i = 0; i < from.length; i++) {
      int histograms = samples.hasHistograms() ? histograms(samples, from[i], to[i]) : 0;
      if (to[i] == from[i]) {
        continue;
      }
      if (histograms == 0) {
        into.put(cell + i, floats.apply(samples.times(), samples.values(), from[i], to[i], i));
      } else if (histograms < to[i] - from[i]) {
        remarks.note(Remark.MIXED);
      } else {
        put(samples, from[i], to[i], into, cell + i);
      }
    }
    remarks.flush(series);
  }

  private static int histograms(SampleBuffer samples, int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      count += samples.laneIndex(i) < 0 ? 0 : 1;
    }
    return count;
  }

  private void put(SampleBuffer samples, int from, int to, Tile into, int cell) {
    HistogramLane lane = samples.lane();
    for (int i = from + 1; i < to; i++) {
      if (lane.layout(samples.laneIndex(i)).hasCustomBounds()
          != lane.layout(samples.laneIndex(from)).hasCustomBounds()) {
        remarks.note(Remark.MIXED_BUCKETS);
        return;
      }
    }
    noteHints(samples, from, to);
    sum.set(lane, samples.laneIndex(from));
    int summed = from + 1;
    while (summed < to && addUnlessOverflowing(lane, samples.laneIndex(summed))) {
      summed++;
    }
    if (summed < to) {
      averageOn(samples, from, summed, to);
    } else if (average) {
      sum.divide(to - from);
    }
    sum.settle();
    if (sum.boundsReconciled()) {
      remarks.note(Remark.BOUNDS_IN_AGGREGATION);
    }
    sum.addTo(into.lane());
    into.putHistogram(cell);
  }

  /** Overflow matters to a mean only, which can go on without the sum. */
  private boolean addUnlessOverflowing(HistogramLane lane, int index) {
    if (!average) {
      sum.addCompensated(lane, index);
      return true;
    }
    next.set(sum).addCompensated(lane, index);
    if (next.overflows()) {
      return false;
    }
    sum.set(next);
    return true;
  }

  private void averageOn(SampleBuffer samples, int from, int at, int to) {
    sum.divide(at - from);
    for (int i = at; i < to; i++) {
      double count = i - from + 1;
      sum.multiply((count - 1) / count);
      part.set(samples.lane(), samples.laneIndex(i)).divide(count);
      scratch.clear();
      sum.addCompensated(scratch, part.addTo(scratch));
    }
  }

  private void noteHints(SampleBuffer samples, int from, int to) {
    boolean reset = false;
    boolean noReset = false;
    for (int i = from; i < to; i++) {
      CounterResetHint hint = samples.lane().hint(samples.laneIndex(i));
      reset |= hint == CounterResetHint.RESET;
      noReset |= hint == CounterResetHint.NOT_RESET;
    }
    if (reset && noReset) {
      remarks.note(Remark.RESETS_COLLIDE);
    }
  }
}
