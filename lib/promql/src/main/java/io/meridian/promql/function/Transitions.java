package io.meridian.promql.function;

import io.meridian.model.Histogram;
import io.meridian.model.HistogramLane;
import io.meridian.model.SampleBuffer;
import io.meridian.model.Tile;
import io.meridian.promql.exec.RangeFunction;
import io.meridian.promql.exec.RangeSeries;
import io.meridian.promql.syntax.RangeExtension;
import java.util.Arrays;

/**
 * changes and resets: how often a sample differs from the one before in a window. They are found
 * once a series and counted for each window. An anchored window begins with the last sample at or
 * before its start, and counts only if it has one behind.
 */
final class Transitions implements RangeFunction {
  private final boolean resetsOnly;
  private final CounterResets resets;
  private final boolean anchored;

  /** How many transitions lie at or before each sample of a series. */
  private int[] upTo = {};

  Transitions(Arguments arguments, boolean resetsOnly) {
    this.resetsOnly = resetsOnly;
    resets = new CounterResets(arguments.options());
    anchored = arguments.window().extension() == RangeExtension.ANCHORED;
  }

  @Override
  public void apply(RangeSeries series, Tile into, int row) {
    SampleBuffer samples = series.samples();
    count(samples);
    int[] to = series.to();
    int cell = row * into.steps();
    for (int i = 0; i < to.length; i++) {
      int from = first(series, i);
      if (from < to[i]) {
        into.put(cell + i, upTo[to[i] - 1] - upTo[from]);
      }
    }
  }

  private int first(RangeSeries series, int step) {
    int from = series.from()[step];
    int to = series.to()[step];
    if (!anchored || from == to) {
      return from;
    }
    long start = series.window().start(step);
    if (series.samples().time(to - 1) <= start) {
      return to;
    }
    while (from + 1 < to && series.samples().time(from + 1) <= start) {
      from++;
    }
    return from;
  }

  private void count(SampleBuffer samples) {
    if (upTo.length < samples.size()) {
      upTo = Arrays.copyOf(upTo, Math.max(samples.size(), upTo.length * 2));
    }
    for (int i = 0; i < samples.size(); i++) {
      upTo[i] = i == 0 ? 0 : upTo[i - 1] + (isTransition(samples, i) ? 1 : 0);
    }
  }

  /** Histograms of one kind and layout, as nearly all are, are compared where they stand. */
  private static boolean isSame(HistogramLane lane, int one, int other) {
    if (lane.isInteger(one) == lane.isInteger(other)
        && lane.layout(one).equals(lane.layout(other))) {
      return lane.holdsSameWords(one, lane, other);
    }
    return Histogram.of(lane, one).toFloat().holdsSameAs(Histogram.of(lane, other).toFloat());
  }

  private boolean isTransition(SampleBuffer samples, int sample) {
    int now = samples.laneIndex(sample);
    int before = samples.laneIndex(sample - 1);
    if ((now < 0) != (before < 0)) {
      return true;
    }
    if (resetsOnly) {
      return resets.isReset(samples, sample);
    }
    if (now < 0) {
      double value = samples.value(sample);
      double earlier = samples.value(sample - 1);
      return value != earlier && !(Double.isNaN(value) && Double.isNaN(earlier));
    }
    return !isSame(samples.lane(), now, before);
  }
}
