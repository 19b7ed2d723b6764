package io.meridian.promql.exec;

import io.meridian.model.Tile;
import java.util.Arrays;

/**
 * Population variance or its root, by Welford's recurrence; blocks are joined by the formula of
 * Chan, Golub and LeVeque.
 */
final class VarianceAccumulator implements Accumulator<VarianceAccumulator> {
  private final int steps;
  private final boolean root;
  private final HistogramRemarks remarks;
  private double[] counts = {};
  private double[] means = {};
  private double[] squares = {};

  VarianceAccumulator(int steps, boolean root, HistogramRemarks remarks) {
    this.steps = steps;
    this.root = root;
    this.remarks = remarks;
  }

  @Override
  public void grow(int groups) {
    int cells = Math.multiplyExact(groups, steps);
    if (cells > counts.length) {
      int capacity = Math.max(cells, counts.length * 2);
      counts = Arrays.copyOf(counts, capacity);
      means = Arrays.copyOf(means, capacity);
      squares = Arrays.copyOf(squares, capacity);
    }
  }

  @Override
  public void clear() {
    Arrays.fill(counts, 0);
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
    if (counts[at]++ == 0) {
      means[at] = value;
      squares[at] = Double.isFinite(value) ? 0 : Double.NaN;
      return;
    }
    double delta = value - means[at];
    means[at] += delta / counts[at];
    squares[at] += delta * (value - means[at]);
  }

  @Override
  public void merge(int group, VarianceAccumulator other, int otherGroup) {
    for (int i = 0; i < steps; i++) {
      mergeCell(group * steps + i, other, otherGroup * steps + i);
    }
  }

  private void mergeCell(int at, VarianceAccumulator other, int from) {
    double mine = counts[at];
    double theirs = other.counts[from];
    if (theirs == 0) {
      return;
    }
    counts[at] = mine + theirs;
    if (mine == 0) {
      means[at] = other.means[from];
      squares[at] = other.squares[from];
      return;
    }
    double delta = other.means[from] - means[at];
    means[at] += delta * theirs / counts[at];
    squares[at] += other.squares[from] + delta * delta * mine * theirs / counts[at];
  }

  @Override
  public void finish(int group, Tile into, int row) {
    for (int i = 0; i < steps; i++) {
      int at = group * steps + i;
      if (counts[at] > 0) {
        double variance = squares[at] / counts[at];
        into.put(row * steps + i, root ? Math.sqrt(variance) : variance);
      }
    }
  }

  @Override
  public long bytesPerGroup() {
    return 24L * steps;
  }
}
