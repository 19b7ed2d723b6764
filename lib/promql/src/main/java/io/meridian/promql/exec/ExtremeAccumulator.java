package io.meridian.promql.exec;

import io.meridian.model.Tile;
import java.util.Arrays;

/** The least or the greatest value; NaN only where there is nothing else. */
final class ExtremeAccumulator implements Accumulator<ExtremeAccumulator> {
  private final int steps;
  private final boolean greatest;
  private final HistogramRemarks remarks;
  private double[] values = {};
  private boolean[] seen = {};

  ExtremeAccumulator(int steps, boolean greatest, HistogramRemarks remarks) {
    this.steps = steps;
    this.greatest = greatest;
    this.remarks = remarks;
  }

  @Override
  public void grow(int groups) {
    int cells = Math.multiplyExact(groups, steps);
    if (cells > values.length) {
      int capacity = Math.max(cells, values.length * 2);
      values = Arrays.copyOf(values, capacity);
      seen = Arrays.copyOf(seen, capacity);
    }
  }

  @Override
  public void clear() {
    Arrays.fill(seen, false);
  }

  @Override
  public void add(int group, Tile tile, int firstCell) {
    boolean mixed = tile.hasHistograms();
    for (int i = 0; i < steps; i++) {
      int cell = firstCell + i;
      if (!tile.has(cell)) {
        continue;
      }
      if (mixed && tile.laneIndex(cell) >= 0) {
        remarks.ignored();
      } else {
        add(group * steps + i, tile.values()[cell]);
      }
    }
  }

  private void add(int at, double value) {
    double held = values[at];
    if (!seen[at] || Double.isNaN(held) || (greatest ? held < value : held > value)) {
      values[at] = value;
      seen[at] = true;
    }
  }

  @Override
  public void merge(int group, ExtremeAccumulator other, int otherGroup) {
    for (int i = 0; i < steps; i++) {
      if (other.seen[otherGroup * steps + i]) {
        add(group * steps + i, other.values[otherGroup * steps + i]);
      }
    }
  }

  @Override
  public void finish(int group, Tile into, int row) {
    for (int i = 0; i < steps; i++) {
      if (seen[group * steps + i]) {
        into.put(row * steps + i, values[group * steps + i]);
      }
    }
  }

  @Override
  public long bytesPerGroup() {
    return 9L * steps;
  }
}
