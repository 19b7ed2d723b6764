package io.meridian.promql.exec;

import io.meridian.model.KahanSum;
import io.meridian.model.Tile;
import java.util.Arrays;

/** Sums, compensated; those of histograms beside those of floats, which do not go together. */
final class SumAccumulator implements Accumulator<SumAccumulator> {
  private final int steps;
  private final HistogramCells histograms;
  private double[] sums = {};
  private double[] errors = {};
  private boolean[] hasFloat = {};

  SumAccumulator(int steps, HistogramRemarks remarks) {
    this.steps = steps;
    histograms = new HistogramCells(remarks, false);
  }

  @Override
  public void grow(int groups) {
    int cells = Math.multiplyExact(groups, steps);
    if (cells > sums.length) {
      int capacity = Math.max(cells, sums.length * 2);
      sums = Arrays.copyOf(sums, capacity);
      errors = Arrays.copyOf(errors, capacity);
      hasFloat = Arrays.copyOf(hasFloat, capacity);
    }
  }

  @Override
  public void clear() {
    Arrays.fill(sums, 0);
    Arrays.fill(errors, 0);
    Arrays.fill(hasFloat, false);
    histograms.clear();
  }

  @Override
  public void of(SeriesBlock block, int series) {
    histograms.of(block, series);
  }

  @Override
  public void add(int group, Tile tile, int firstCell) {
    if (!tile.hasHistograms() && tile.count(firstCell, firstCell + steps) == steps) {
      addAll(group * steps, tile.values(), firstCell);
      return;
    }
    for (int i = 0; i < steps; i++) {
      int cell = firstCell + i;
      if (!tile.has(cell)) {
        continue;
      }
      int index = tile.laneIndex(cell);
      if (index >= 0) {
        histograms.add(group * steps + i, tile.lane(), index, hasFloat[group * steps + i]);
      } else if (!histograms.isBroken(group * steps + i)) {
        add(group * steps + i, tile.values()[cell]);
      }
    }
  }

  private void addAll(int at, double[] values, int firstCell) {
    for (int i = 0; i < steps; i++) {
      double value = values[firstCell + i];
      double sum = sums[at + i];
      errors[at + i] = KahanSum.compensation(sum, value, errors[at + i]);
      sums[at + i] = sum + value;
      hasFloat[at + i] = true;
    }
  }

  private void add(int at, double value) {
    errors[at] = KahanSum.compensation(sums[at], value, errors[at]);
    sums[at] += value;
    hasFloat[at] = true;
  }

  @Override
  public void merge(int group, SumAccumulator other, int otherGroup) {
    for (int i = 0; i < steps; i++) {
      int at = group * steps + i;
      int from = otherGroup * steps + i;
      boolean counts = histograms.merge(at, other.histograms, from, hasFloat[at]);
      if (counts && other.hasFloat[from]) {
        mergeFloat(at, other.sums[from], other.errors[from]);
      }
    }
  }

  private void mergeFloat(int at, double sum, double error) {
    if (hasFloat[at]) {
      add(at, sum);
      errors[at] += error;
    } else {
      sums[at] = sum;
      errors[at] = error;
      hasFloat[at] = true;
    }
  }

  @Override
  public void finish(int group, Tile into, int row) {
    for (int i = 0; i < steps; i++) {
      int at = group * steps + i;
      int cell = row * steps + i;
      if (histograms.finish(at, hasFloat[at], into, cell)) {
        continue;
      }
      if (hasFloat[at]) {
        into.put(cell, sums[at] + errors[at]);
      }
    }
  }

  @Override
  public long bytesPerGroup() {
    return 17L * steps;
  }

  @Override
  public long bytesBeside() {
    return histograms.bytes();
  }
}
