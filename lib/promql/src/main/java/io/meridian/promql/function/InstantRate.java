package io.meridian.promql.function;

import io.meridian.model.CounterResetHint;
import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramSum;
import io.meridian.model.SampleBuffer;
import io.meridian.model.Tile;
import io.meridian.promql.exec.RangeFunction;
import io.meridian.promql.exec.RangeSeries;
import io.meridian.promql.function.Remarks.Remark;

/** irate and idelta: the change between a window's last two samples. */
final class InstantRate implements RangeFunction {
  private final boolean counter;
  private final CounterResets resets;
  private final Remarks remarks;
  private final HistogramSum change = new HistogramSum();

  InstantRate(Arguments arguments, boolean counter) {
    this.counter = counter;
    resets = new CounterResets(arguments.options());
    remarks = new Remarks(arguments);
  }

  @Override
  public void apply(RangeSeries series, Tile into, int row) {
    SampleBuffer samples = series.samples();
    int[] from = series.from();
    int[] to = series.to();
    int cell = row * into.steps();
    for (int i = 0; i < from.length; i++) {
      if (to[i] - from[i] >= 2) {
        put(samples, to[i] - 1, into, cell + i);
      }
    }
    remarks.flush(series);
  }

  private void put(SampleBuffer samples, int last, Tile into, int cell) {
    double seconds = (samples.time(last) - samples.time(last - 1)) / 1000.0;
    boolean histogram = samples.laneIndex(last) >= 0;
    if (histogram != samples.laneIndex(last - 1) >= 0) {
      remarks.note(Remark.MIXED);
    } else if (histogram) {
      putHistogram(samples, last, seconds, into, cell);
    } else {
      double value = samples.value(last);
      if (!counter || !resets.isReset(samples, last)) {
        value -= samples.value(last - 1);
      }
      into.put(cell, counter ? value / seconds : value);
    }
  }

  private void putHistogram(SampleBuffer samples, int last, double seconds, Tile into, int cell) {
    HistogramLane lane = samples.lane();
    int now = samples.laneIndex(last);
    int before = samples.laneIndex(last - 1);
    boolean anyGauge = isGauge(lane, now) || isGauge(lane, before);
    boolean allGauges = isGauge(lane, now) && isGauge(lane, before);
    if (counter ? anyGauge : !allGauges) {
      remarks.note(counter ? Remark.NOT_COUNTER : Remark.NOT_GAUGE);
    }
    change.set(lane, now);
    if (!counter || !resets.isReset(samples, last)) {
      if (!change.accepts(lane.layout(before))) {
        remarks.note(Remark.MIXED_BUCKETS);
        return;
      }
      change.subtract(lane, before);
      if (change.boundsReconciled()) {
        remarks.note(Remark.BOUNDS_IN_DIFFERENCE);
      }
    }
    change.hint(CounterResetHint.GAUGE).compact(0);
    if (counter) {
      change.divide(seconds);
    }
    change.addTo(into.lane());
    into.putHistogram(cell);
  }

  private static boolean isGauge(HistogramLane lane, int index) {
    return lane.hint(index) == CounterResetHint.GAUGE;
  }
}
