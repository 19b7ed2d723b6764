package io.meridian.promql.exec;

import io.meridian.model.KahanSum;
import io.meridian.model.Tile;
import java.util.Arrays;

/**
 * Means: the compensated sum divided by the number of samples, until the sum would become infinite;
 * from there on the mean itself is carried along.
 */
final class MeanAccumulator implements Accumulator<MeanAccumulator> {
  private final int steps;
  private final HistogramCells histograms;

  /** The sum, or where {@link #isMean} the mean. */
  private double[] values = {};

  private double[] errors = {};
  private double[] counts = {};
  private boolean[] isMean = {};

  MeanAccumulator(int steps, HistogramRemarks remarks) {
    this.steps = steps;
    histograms = new HistogramCells(remarks, true);
  }

  @Override
  public void grow(int groups) {
    int cells = Math.multiplyExact(groups, steps);
    if (cells > values.length) {
      int capacity = Math.max(cells, values.length * 2);
      values = Arrays.copyOf(values, capacity);
      errors = Arrays.copyOf(errors, capacity);
      counts = Arrays.copyOf(counts, capacity);
      isMean = Arrays.copyOf(isMean, capacity);
    }
  }

  @Override
  public void clear() {
    Arrays.fill(values, 0);
    Arrays.fill(errors, 0);
    Arrays.fill(counts, 0);
    Arrays.fill(isMean, false);
    histograms.clear();
  }

  @Override
  public void of(SeriesBlock block, int series) {
    histograms.of(block, series);
  }

  @Override
  public void add(int group, Tile tile, int firstCell) {
    boolean mixed = tile.hasHistograms();
    for (int i = 0; i < steps; i++) {
      int cell = firstCell + i;
      if (!tile.has(cell)) {
        continue;
      }
      int at = group * steps + i;
      int index = mixed ? tile.laneIndex(cell) : -1;
      if (index >= 0) {
        histograms.add(at, tile.lane(), index, counts[at] > 0);
      } else if (!histograms.isBroken(at)) {
        add(at, tile.values()[cell]);
      }
    }
  }

  private void add(int at, double value) {
    double before = counts[at]++;
    if (before == 0) {
      values[at] = value;
      return;
    }
    if (!isMean[at]) {
      double sum = values[at] + value;
      if (!Double.isInfinite(sum)) {
        errors[at] = KahanSum.compensation(values[at], value, errors[at]);
        values[at] = sum;
        return;
      }
      toMean(at, before);
    }
    double weight = before / counts[at];
    addToMean(at, weight, value / counts[at]);
  }

  private void toMean(int at, double count) {
    isMean[at] = true;
    values[at] /= count;
    errors[at] /= count;
  }

  private void addToMean(int at, double weight, double part) {
    double mean = weight * values[at];
    errors[at] = KahanSum.compensation(mean, part, weight * errors[at]);
    values[at] = mean + part;
  }

  @Override
  public void merge(int group, MeanAccumulator other, int otherGroup) {
    for (int i = 0; i < steps; i++) {
      int at = group * steps + i;
      int from = otherGroup * steps + i;
      boolean floatsCount = histograms.merge(at, other.histograms, from, counts[at] > 0);
      if (floatsCount && other.counts[from] > 0) {
        mergeFloat(at, other, from);
      }
    }
  }

  private void mergeFloat(int at, MeanAccumulator other, int from) {
    double before = counts[at];
    counts[at] += other.counts[from];
    if (before == 0) {
      values[at] = other.values[from];
      errors[at] = other.errors[from];
      isMean[at] = other.isMean[from];
      return;
    }
    double sum = values[at] + other.values[from];
    if (!isMean[at] && !other.isMean[from] && !Double.isInfinite(sum)) {
      errors[at] =
          KahanSum.compensation(values[at], other.values[from], errors[at]) + other.errors[from];
      values[at] = sum;
      return;
    }
    if (!isMean[at]) {
      toMean(at, before);
    }
    double theirs = other.isMean[from] ? 1 : other.counts[from];
    double share = other.counts[from] / counts[at];
    addToMean(at, before / counts[at], other.values[from] / theirs * share);
    errors[at] += other.errors[from] / theirs * share;
  }

  @Override
  public void finish(int group, Tile into, int row) {
    for (int i = 0; i < steps; i++) {
      int at = group * steps + i;
      int cell = row * steps + i;
      double count = counts[at];
      if (histograms.finish(at, count > 0, into, cell) || count == 0) {
        continue;
      }
      into.put(
          cell, isMean[at] ? values[at] + errors[at] : values[at] / count + errors[at] / count);
    }
  }

  @Override
  public long bytesPerGroup() {
    return 25L * steps;
  }

  @Override
  public long bytesBeside() {
    return histograms.bytes();
  }
}
