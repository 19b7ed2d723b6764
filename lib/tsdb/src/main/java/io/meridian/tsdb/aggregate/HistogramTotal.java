package io.meridian.tsdb.aggregate;

import io.meridian.model.CounterResetHint;
import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramSum;
import io.meridian.model.ResetDetection;

/**
 * The running total of a native histogram over a batch: the first sample, plus the difference of
 * every later one from the one before it, or the whole of it after a reset. Of gauges, which have
 * no resets, it is simply the last sample's worth. All in one schema.
 */
final class HistogramTotal {
  private final HistogramFold total = new HistogramFold();
  private final HistogramSum step = new HistogramSum();
  private final ResetDetection resets = new ResetDetection();
  private final HistogramLane scratch = new HistogramLane();
  private final HistogramLane gains = new HistogramLane();
  private final HistogramLane previous = new HistogramLane();
  private int schema;
  private boolean empty = true;

  /**
   * Begins a batch.
   *
   * @param leastSchema the coarsest schema of the batch
   */
  void reset(int leastSchema) {
    schema = leastSchema;
    empty = true;
  }

  /** Adds the next sample. */
  void add(HistogramLane lane, int index) {
    if (lane.layout(index).schema() > schema) {
      step.set(lane, index).reduceTo(schema);
      scratch.clear();
      follow(lane, index, scratch, step.addTo(scratch));
    } else {
      follow(lane, index, lane, index);
    }
  }

  private void follow(HistogramLane lane, int index, HistogramLane reducedLane, int reduced) {
    if (empty) {
      total.set(reducedLane, reduced);
      empty = false;
    } else if (isReset(lane, index)) {
      total.add(reducedLane, reduced);
    } else {
      gains.clear();
      total.add(gains, step.set(reducedLane, reduced).subtract(previous, 0).addTo(gains));
    }
    previous.clear();
    previous.add(reducedLane, reduced);
  }

  private boolean isReset(HistogramLane lane, int index) {
    return lane.hint(index) != CounterResetHint.GAUGE && resets.isReset(lane, index, previous, 0);
  }

  /** Adds the total as it stands to a lane, under a hint. */
  void addTo(HistogramLane lane, CounterResetHint hint) {
    total.addTo(lane, hint);
  }

  /** The sum of the observations. */
  double sum() {
    return total.sum();
  }
}
