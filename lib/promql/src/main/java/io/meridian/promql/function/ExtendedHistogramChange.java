package io.meridian.promql.function;

import io.meridian.model.CounterResetHint;
import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramSum;
import io.meridian.model.ResetDetection;
import io.meridian.model.SampleBuffer;
import io.meridian.promql.function.Remarks.Remark;

/**
 * The change of a native histogram between the bounds of an anchored or smoothed window; see {@link
 * ExtendedRate} for what stands at the bounds.
 */
final class ExtendedHistogramChange {
  private static final int LEFT = 0;
  private static final int RIGHT = 1;
  private static final int LOST = 2;

  private final Remarks remarks;
  private final boolean counter;
  private final boolean smoothed;
  private final ResetDetection detection = new ResetDetection();
  private final HistogramSum change = new HistogramSum();
  private final HistogramSum sum = new HistogramSum();

  /** What stands at the two bounds, then what resets took away. */
  private final HistogramLane bounds = new HistogramLane();

  private boolean anyLost;

  ExtendedHistogramChange(Remarks remarks, boolean counter, boolean smoothed) {
    this.remarks = remarks;
    this.counter = counter;
    this.smoothed = smoothed;
  }

  /** The change that was calculated last. */
  HistogramSum change() {
    return change;
  }

  /**
   * Calculates the change between a window's bounds.
   *
   * @param first the sample at or before the window's start, or the first behind it
   * @param last the sample at or behind the window's end, or the last before it
   * @return whether the histograms go together
   */
  boolean calculate(SampleBuffer samples, int first, int last, long start, long end) {
    if (!goTogether(samples, first, last)) {
      remarks.note(Remark.MIXED_BUCKETS);
      return false;
    }
    bounds.clear();
    if (smoothed && samples.time(first) < start) {
      addBetween(samples, first, start);
    } else {
      bounds.add(samples.lane(), samples.laneIndex(first));
    }
    if (smoothed && samples.time(last) > end && last > first) {
      addBetween(samples, last - 1, end);
    } else {
      bounds.add(samples.lane(), samples.laneIndex(last));
    }
    if (!counter && !(isGauge(bounds, LEFT) && isGauge(bounds, RIGHT))) {
      remarks.note(Remark.NOT_GAUGE);
    }
    change.set(bounds, RIGHT);
    subtract(change, bounds, LEFT);
    if (counter) {
      addLost(samples, first, last, start);
    }
    change.hint(CounterResetHint.GAUGE).compact(0);
    return true;
  }

  private boolean goTogether(SampleBuffer samples, int first, int last) {
    HistogramLane lane = samples.lane();
    boolean custom = lane.layout(samples.laneIndex(first)).hasCustomBounds();
    for (int i = first; i <= last; i++) {
      if (lane.layout(samples.laneIndex(i)).hasCustomBounds() != custom) {
        return false;
      }
      if (counter && isGauge(lane, samples.laneIndex(i))) {
        remarks.note(Remark.NOT_COUNTER);
      }
    }
    return true;
  }

  private static boolean isGauge(HistogramLane lane, int index) {
    return lane.hint(index) == CounterResetHint.GAUGE;
  }

  /** Adds to the bounds what stands between a sample and the next one. */
  private void addBetween(SampleBuffer samples, int before, long time) {
    HistogramLane lane = samples.lane();
    double passed = time - samples.time(before);
    double part = passed / (samples.time(before + 1) - samples.time(before));
    sum.set(lane, samples.laneIndex(before + 1));
    if (counter && isReset(samples, before + 1)) {
      sum.multiply(part);
    } else {
      subtract(sum, lane, samples.laneIndex(before));
      sum.multiply(part);
      add(sum, lane, samples.laneIndex(before));
    }
    sum.addTo(bounds);
  }

  private boolean isReset(SampleBuffer samples, int sample) {
    HistogramLane lane = samples.lane();
    return detection.isReset(lane, samples.laneIndex(sample), lane, samples.laneIndex(sample - 1));
  }

  /** Adds what resets took away. One between the samples around the start is in it already. */
  private void addLost(SampleBuffer samples, int first, int last, long start) {
    HistogramLane lane = samples.lane();
    HistogramLane beforeLane = bounds;
    int before = LEFT;
    int from = first + 1;
    if (smoothed && samples.time(first) < start && isReset(samples, first + 1)) {
      beforeLane = lane;
      before = samples.laneIndex(first + 1);
      from++;
    }
    if (from > last) {
      return;
    }
    anyLost = false;
    for (int i = from; i < last; i++) {
      int index = samples.laneIndex(i);
      lose(lane, index, beforeLane, before);
      beforeLane = lane;
      before = index;
    }
    lose(bounds, RIGHT, beforeLane, before);
    if (anyLost) {
      sum.addTo(bounds);
      add(change, bounds, LOST);
    }
  }

  private void lose(HistogramLane lane, int index, HistogramLane beforeLane, int before) {
    if (!detection.isReset(lane, index, beforeLane, before)) {
      return;
    }
    if (anyLost) {
      add(sum, beforeLane, before);
    } else {
      sum.set(beforeLane, before);
      anyLost = true;
    }
  }

  private void add(HistogramSum into, HistogramLane lane, int index) {
    into.clearFindings().add(lane, index);
    if (into.boundsReconciled()) {
      remarks.note(Remark.BOUNDS_IN_SUM);
    }
  }

  private void subtract(HistogramSum from, HistogramLane lane, int index) {
    from.clearFindings().subtract(lane, index);
    if (from.boundsReconciled()) {
      remarks.note(Remark.BOUNDS_IN_DIFFERENCE);
    }
  }
}
