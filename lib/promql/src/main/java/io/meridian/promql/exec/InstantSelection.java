package io.meridian.promql.exec;

import io.meridian.model.SampleBuffer;
import io.meridian.model.StaleMarker;
import io.meridian.model.Tile;
import io.meridian.promql.plan.PlanNode.Field;

/**
 * Finds for each step the last sample at or before it that is younger than the lookback; a stale
 * marker ends a series until its next sample. As long as every step has a float, cells are marked
 * as written all at once.
 */
final class InstantSelection {
  private final Window window;
  private final Field field;
  private final boolean startTimestamps;

  /**
   * A selection.
   *
   * @param window whose range is the lookback
   * @param startTimestamps whether those that samples carry are used; if not, there are none
   */
  InstantSelection(Window window, Field field, boolean startTimestamps) {
    this.window = window;
    this.field = field;
    this.startTimestamps = startTimestamps;
  }

  void apply(SampleBuffer samples, Tile into, int row) {
    int steps = window.steps().count();
    int cell = row * steps;
    long[] times = samples.times();
    int size = samples.size();
    int after = 0;
    int stride = 0;
    boolean whole = field == Field.VALUE && !samples.hasHistograms();
    for (int i = 0; i < steps; i++) {
      long end = window.end(i);
      int next = RangeSeries.firstAfter(times, size, after, stride, end);
      stride = next - after;
      after = next;
      boolean found = after > 0 && times[after - 1] > end - window.range();
      if (whole && found && !StaleMarker.isStale(samples.values()[after - 1])) {
        into.values()[cell + i] = samples.values()[after - 1];
        continue;
      }
      if (whole) {
        into.addWritten(cell, cell + i);
        whole = false;
      }
      if (found) {
        put(samples, after - 1, into, cell + i);
      }
    }
    if (whole) {
      into.addWritten(cell, cell + steps);
    }
  }

  private void put(SampleBuffer samples, int sample, Tile into, int cell) {
    double value = samples.values()[sample];
    if (StaleMarker.isStale(value)) {
      return;
    }
    switch (field) {
      case TIME -> into.put(cell, samples.time(sample) / 1000.0);
      case START_TIME -> {
        if (startTimestamps) {
          into.put(cell, samples.startTime(sample) / 1000.0);
        }
      }
      case FLOAT_TIME -> {
        double time = samples.time(sample) / 1000.0;
        putValue(samples, sample, time, into, cell);
      }
      case VALUE -> putValue(samples, sample, value, into, cell);
    }
  }

  /** A histogram that steps share is copied into the lane once. */
  private static void putValue(
      SampleBuffer samples, int sample, double value, Tile into, int cell) {
    int index = samples.laneIndex(sample);
    if (index < 0) {
      into.put(cell, value);
    } else {
      into.lane().add(samples.lane(), index);
      into.putHistogram(cell);
    }
  }
}
