package io.meridian.tsdb.aggregate;

import io.meridian.model.CounterResetHint;
import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramLayout;
import io.meridian.model.HistogramSum;

/** A sum of native histograms of one family and schema whose spans are cut as Prometheus does. */
final class HistogramFold {
  private final HistogramSum sum = new HistogramSum();
  private final SpanGrowth positive = new SpanGrowth();
  private final SpanGrowth negative = new SpanGrowth();
  private final HistogramLane scratch = new HistogramLane();
  private HistogramLayout layout = HistogramLayout.EMPTY;

  /** Starts over with a histogram. */
  void set(HistogramLane lane, int index) {
    sum.set(lane, index);
    layout = lane.layout(index);
    positive.set(layout.positive());
    negative.set(layout.negative());
  }

  void add(HistogramLane lane, int index) {
    sum.add(lane, index);
    positive.add(lane.layout(index).positive());
    negative.add(lane.layout(index).negative());
  }

  /** The sum of the observations. */
  double sum() {
    return sum.sum();
  }

  /** Adds the histogram as it stands to a lane, under a hint. */
  void addTo(HistogramLane lane, CounterResetHint hint) {
    scratch.clear();
    int index = sum.hint(hint).addTo(scratch);
    HistogramLayout own = scratch.layout(index);
    boolean sameSpans =
        own.positive().equals(positive.spans()) && own.negative().equals(negative.spans());
    boolean sameBuckets =
        own.positive().buckets() == positive.spans().buckets()
            && own.negative().buckets() == negative.spans().buckets();
    if (sameSpans || !sameBuckets) {
      lane.add(scratch, index);
      return;
    }
    if (!layout.positive().equals(positive.spans())
        || !layout.negative().equals(negative.spans())) {
      layout =
          new HistogramLayout(
              own.schema(),
              own.zeroThreshold(),
              positive.spans(),
              negative.spans(),
              own.customBounds());
    }
    int added = lane.add(layout, false, hint);
    System.arraycopy(
        scratch.words(),
        scratch.start(index),
        lane.words(),
        lane.start(added),
        3 + layout.buckets());
  }
}
