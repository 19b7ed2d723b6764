package io.meridian.promql.function;

import io.meridian.model.CounterResetHint;
import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramLayout;
import io.meridian.model.HistogramSum;
import io.meridian.model.ResetDetection;
import io.meridian.model.SampleBuffer;
import io.meridian.model.Spans;
import io.meridian.promql.function.Remarks.Remark;
import java.util.Arrays;

/**
 * The change of a native histogram over a window: the last one minus the first, plus, for counters,
 * each one before a reset. A reset between the first and the second makes the first one nought, in
 * whatever layout it is.
 */
final class HistogramChange {
  private final CounterResets resets;
  private final Remarks remarks;
  private final boolean counter;
  private final HistogramSum change = new HistogramSum();
  private final ResetDetection detection = new ResetDetection();
  private final HistogramLane nought = new HistogramLane();

  HistogramChange(CounterResets resets, Remarks remarks, boolean counter) {
    this.resets = resets;
    this.remarks = remarks;
    this.counter = counter;
  }

  /** The change that was calculated last. */
  HistogramSum change() {
    return change;
  }

  /**
   * Calculates the change over a window of histograms.
   *
   * @param fromNought whether the first histogram counts in full
   * @return whether the histograms go together
   */
  boolean calculate(SampleBuffer samples, int from, int to, boolean fromNought) {
    HistogramLane lane = samples.lane();
    int first = samples.laneIndex(from);
    if (to - from == 1) {
      change.set(lane, first);
      return true;
    }
    if (!change(samples, from, to)) {
      remarks.note(Remark.MIXED_BUCKETS);
      return false;
    }
    if (fromNought && !add(lane, first)) {
      remarks.note(Remark.MIXED_BUCKETS);
      return false;
    }
    return true;
  }

  private boolean change(SampleBuffer samples, int from, int to) {
    HistogramLane lane = samples.lane();
    int first = samples.laneIndex(from);
    int last = samples.laneIndex(to - 1);
    boolean dropsFirst = counter && resets.isReset(samples, from + 1);
    HistogramLane startLane = dropsFirst ? nought(lane, samples.laneIndex(from + 1)) : lane;
    int start = dropsFirst ? 0 : first;
    boolean custom = startLane.layout(start).hasCustomBounds();
    if (lane.layout(last).hasCustomBounds() != custom) {
      if (counter && (isGauge(samples, from) || isGauge(samples, to - 1))) {
        remarks.note(Remark.NOT_COUNTER);
      }
      return false;
    }
    int schema = Math.min(lane.layout(last).schema(), startLane.layout(start).schema());
    for (int i = from + 1; counter && i < to - 1; i++) {
      HistogramLayout layout = lane.layout(samples.laneIndex(i));
      if (layout.hasCustomBounds() != custom) {
        return false;
      }
      schema = Math.min(schema, layout.schema());
    }
    noteKind(samples, from, to);
    change.set(lane, last);
    if (!custom) {
      change.reduceTo(schema);
    }
    change.clearFindings().subtract(startLane, start);
    if (change.boundsReconciled()) {
      remarks.note(Remark.BOUNDS_IN_DIFFERENCE);
    }
    if (counter && !addResets(samples, from, to, startLane, start)) {
      return false;
    }
    change.hint(CounterResetHint.GAUGE).compact(0);
    return true;
  }

  private boolean addResets(
      SampleBuffer samples, int from, int to, HistogramLane startLane, int start) {
    HistogramLane lane = samples.lane();
    HistogramLane beforeLane = startLane;
    int before = start;
    for (int i = from + 1; i < to; i++) {
      int index = samples.laneIndex(i);
      if ((resets.startsAnew(samples, i) || detection.isReset(lane, index, beforeLane, before))
          && !add(beforeLane, before)) {
        return false;
      }
      beforeLane = lane;
      before = index;
    }
    return true;
  }

  private boolean add(HistogramLane lane, int index) {
    if (!change.accepts(lane.layout(index))) {
      return false;
    }
    change.clearFindings().add(lane, index);
    if (change.boundsReconciled()) {
      remarks.note(Remark.BOUNDS_IN_SUM);
    }
    return true;
  }

  /** Says what histograms are not: counters, or gauges. */
  private void noteKind(SampleBuffer samples, int from, int to) {
    if (!counter) {
      if (!isGauge(samples, from) || !isGauge(samples, to - 1)) {
        remarks.note(Remark.NOT_GAUGE);
      }
      return;
    }
    for (int i = from; i < to; i++) {
      if (isGauge(samples, i)) {
        remarks.note(Remark.NOT_COUNTER);
        return;
      }
    }
  }

  private static boolean isGauge(SampleBuffer samples, int sample) {
    return samples.lane().hint(samples.laneIndex(sample)) == CounterResetHint.GAUGE;
  }

  /** A lane with an empty histogram of another's schema and bounds. */
  private HistogramLane nought(HistogramLane lane, int like) {
    HistogramLayout layout = lane.layout(like);
    nought.clear();
    int index =
        nought.add(
            new HistogramLayout(layout.schema(), 0, Spans.NONE, Spans.NONE, layout.customBounds()),
            false,
            CounterResetHint.UNKNOWN);
    Arrays.fill(nought.words(), nought.start(index), nought.start(index) + 3, 0);
    return nought;
  }
}
