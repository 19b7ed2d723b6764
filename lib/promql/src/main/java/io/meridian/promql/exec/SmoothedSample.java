package io.meridian.promql.exec;

import io.meridian.model.CounterResetHint;
import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramSum;
import io.meridian.model.LabelText;
import io.meridian.model.ResetDetection;
import io.meridian.model.SampleBuffer;
import io.meridian.model.Tile;
import io.meridian.promql.syntax.SourceRange;

/**
 * The value of a smoothed instant selector: on the line between the samples on both sides of the
 * step, none of them further away than the lookback; behind the last sample, its value; before the
 * first, none. Between counters of histograms that were reset the line begins at 0.
 */
final class SmoothedSample implements RangeFunction {
  private final Annotations annotations;
  private final SourceRange position;
  private final long lookback;
  private final ResetDetection resets = new ResetDetection();
  private final HistogramSum between = new HistogramSum();
  private boolean mixed;
  private boolean mixedBuckets;

  /**
   * A kernel.
   *
   * @param lookback how far before its window's end a step lies, milliseconds
   */
  SmoothedSample(Annotations annotations, SourceRange position, long lookback) {
    this.annotations = annotations;
    this.position = position;
    this.lookback = lookback;
  }

  @Override
  public void apply(RangeSeries series, Tile into, int row) {
    int[] from = series.from();
    int[] to = series.to();
    mixed = false;
    mixedBuckets = false;
    for (int i = 0; i < from.length; i++) {
      if (from[i] < to[i]) {
        long time = series.window().end(i) - lookback;
        put(series.samples(), from[i], to[i], time, into, row * into.steps() + i);
      }
    }
    if (mixed) {
      warn("encountered a mix of histograms and floats for metric name ", series);
    }
    if (mixedBuckets) {
      warn(
          "vector contains a mix of histograms with exponential and custom buckets schemas for"
              + " metric name ",
          series);
    }
  }

  private void warn(String text, RangeSeries series) {
    StringBuilder named = new StringBuilder(text);
    LabelText.appendQuoted(named, series.metricName());
    annotations.warning(named.toString(), position);
  }

  private void put(SampleBuffer samples, int from, int to, long time, Tile into, int cell) {
    boolean histograms = samples.laneIndex(from) >= 0;
    int next = to;
    for (int i = to - 1; i >= from; i--) {
      if ((samples.laneIndex(i) >= 0) != histograms) {
        mixed = true;
        return;
      }
      next = samples.time(i) >= time ? i : next;
    }
    if (next < to && samples.time(next) == time) {
      copy(samples, next, false, into, cell);
    } else if (next == to) {
      copy(samples, next - 1, true, into, cell);
    } else if (next > from && histograms) {
      putBetween(samples, next, time, into, cell);
    } else if (next > from) {
      double before = samples.value(next - 1);
      double passed = time - samples.time(next - 1);
      double distance = samples.time(next) - samples.time(next - 1);
      into.put(cell, before + (samples.value(next) - before) * passed / distance);
    }
  }

  private static void copy(
      SampleBuffer samples, int sample, boolean hintUnknown, Tile into, int cell) {
    int index = samples.laneIndex(sample);
    if (index < 0) {
      into.put(cell, samples.value(sample));
      return;
    }
    HistogramLane lane = samples.lane();
    into.lane().add(lane, index, hintUnknown ? CounterResetHint.UNKNOWN : lane.hint(index));
    into.putHistogram(cell);
  }

  private void putBetween(SampleBuffer samples, int next, long time, Tile into, int cell) {
    HistogramLane lane = samples.lane();
    int after = samples.laneIndex(next);
    int before = samples.laneIndex(next - 1);
    if (lane.layout(after).hasCustomBounds() != lane.layout(before).hasCustomBounds()) {
      mixedBuckets = true;
      return;
    }
    double passed = time - samples.time(next - 1);
    double part = passed / (samples.time(next) - samples.time(next - 1));
    boolean counter =
        lane.hint(after) != CounterResetHint.GAUGE || lane.hint(before) != CounterResetHint.GAUGE;
    between.set(lane, after);
    if (counter && resets.isReset(lane, after, lane, before)) {
      between.multiply(part);
    } else {
      between.clearFindings().subtract(lane, before);
      noteReconciliation("subtraction");
      between.multiply(part).clearFindings().add(lane, before);
      noteReconciliation("addition");
    }
    between.addTo(into.lane());
    into.putHistogram(cell);
  }

  private void noteReconciliation(String operation) {
    if (between.boundsReconciled()) {
      annotations.info("mismatched custom buckets were reconciled during " + operation, position);
    }
  }
}
