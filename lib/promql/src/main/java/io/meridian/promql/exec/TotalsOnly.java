package io.meridian.promql.exec;

import io.meridian.model.CounterResetHint;
import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramLayout;
import io.meridian.model.ResetDetection;
import io.meridian.model.SampleBuffer;
import io.meridian.model.Spans;
import io.meridian.model.StaleMarker;

/**
 * Leaves of a column's histograms what queries of their totals need: count, sum and schema, and a
 * hint that says whether the counter was reset before, which can't be found without the buckets.
 */
final class TotalsOnly {
  private static final double[] NO_BOUNDS = {};

  private final ResetDetection detection = new ResetDetection();
  private final SampleBuffer reduced = new SampleBuffer();
  private HistogramLayout last = HistogramLayout.EMPTY;

  /** Replaces the histograms. */
  void reduce(SampleBuffer samples) {
    reduced.clear();
    int before = -1;
    for (int i = 0; i < samples.size(); i++) {
      int index = samples.laneIndex(i);
      if (index < 0) {
        reduced.addAll(samples, i, i + 1);
        continue;
      }
      add(samples, i, hint(samples.lane(), index, before));
      before = StaleMarker.isStale(samples.value(i)) ? before : index;
    }
    samples.clear();
    samples.addAll(reduced, 0, reduced.size());
  }

  private CounterResetHint hint(HistogramLane lane, int index, int before) {
    CounterResetHint hint = lane.hint(index);
    if (hint != CounterResetHint.UNKNOWN || before < 0 || StaleMarker.isStale(lane.sum(index))) {
      return hint;
    }
    return detection.isReset(lane, index, lane, before)
        ? CounterResetHint.RESET
        : CounterResetHint.NOT_RESET;
  }

  private void add(SampleBuffer samples, int sample, CounterResetHint hint) {
    HistogramLane from = samples.lane();
    int index = samples.laneIndex(sample);
    HistogramLane into = reduced.lane();
    int start = into.start(into.add(layout(from.layout(index).schema()), false, hint));
    into.words()[start] = Double.doubleToRawLongBits(from.count(index));
    into.words()[start + 1] = 0;
    into.words()[start + 2] = Double.doubleToRawLongBits(from.sum(index));
    reduced.addHistogram(samples.time(sample), samples.value(sample), samples.startTime(sample));
  }

  private HistogramLayout layout(int schema) {
    if (last.schema() != schema) {
      last = new HistogramLayout(schema, 0, Spans.NONE, Spans.NONE, NO_BOUNDS);
    }
    return last;
  }
}
