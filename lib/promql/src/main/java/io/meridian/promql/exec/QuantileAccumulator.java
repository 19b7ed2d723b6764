package io.meridian.promql.exec;

import io.meridian.model.StaleMarker;
import io.meridian.model.Tile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Quantiles, for which all values of a group must be there at once: rows are kept as they come,
 * with the stale marker, which no evaluated sample is, where a series has none.
 */
final class QuantileAccumulator implements Accumulator<QuantileAccumulator> {
  private final int steps;
  private final double[] quantiles;
  private final HistogramRemarks remarks;
  private final List<Rows> groups = new ArrayList<>();
  private double[] column = {};
  private long bytes;

  QuantileAccumulator(double[] quantiles, HistogramRemarks remarks) {
    this.steps = quantiles.length;
    this.quantiles = quantiles;
    this.remarks = remarks;
  }

  /** The rows of a group. */
  private final class Rows {
    private double[] values = {};
    private int size;

    int room(int more) {
      if (size + more > values.length) {
        int before = values.length;
        values = Arrays.copyOf(values, Math.max(Math.addExact(size, more), before * 2));
        bytes += (long) (values.length - before) * Double.BYTES;
      }
      size += more;
      return size - more;
    }
  }

  @Override
  public void grow(int count) {
    while (groups.size() < count) {
      groups.add(new Rows());
    }
  }

  @Override
  public void clear() {
    groups.forEach(rows -> rows.size = 0);
  }

  @Override
  public void add(int group, Tile tile, int firstCell) {
    Rows rows = groups.get(group);
    int at = rows.room(steps);
    System.arraycopy(tile.values(), firstCell, rows.values, at, steps);
    if (!tile.hasHistograms() && tile.count(firstCell, firstCell + steps) == steps) {
      return;
    }
    for (int i = 0; i < steps; i++) {
      boolean present = tile.has(firstCell + i);
      if (present && tile.laneIndex(firstCell + i) >= 0) {
        remarks.ignored();
        present = false;
      }
      if (!present) {
        rows.values[at + i] = StaleMarker.VALUE;
      }
    }
  }

  @Override
  public void merge(int group, QuantileAccumulator other, int otherGroup) {
    Rows theirs = other.groups.get(otherGroup);
    Rows mine = groups.get(group);
    int at = mine.room(theirs.size);
    System.arraycopy(theirs.values, 0, mine.values, at, theirs.size);
  }

  @Override
  public void finish(int group, Tile into, int row) {
    Rows rows = groups.get(group);
    if (column.length * steps < rows.size) {
      column = new double[rows.size / steps];
    }
    for (int i = 0; i < steps; i++) {
      int count = 0;
      for (int at = i; at < rows.size; at += steps) {
        if (!StaleMarker.isStale(rows.values[at])) {
          column[count++] = rows.values[at];
        }
      }
      if (count > 0) {
        into.put(row * steps + i, quantile(quantiles[i], count));
      }
    }
  }

  /** The quantile of the first values of the column, between which it is interpolated. */
  private double quantile(double quantile, int count) {
    if (Double.isNaN(quantile)) {
      return Double.NaN;
    }
    if (quantile < 0 || quantile > 1) {
      return quantile < 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    Arrays.sort(column, 0, count);
    double rank = quantile * (count - 1);
    int lower = (int) Math.max(0, Math.floor(rank));
    int upper = Math.min(count - 1, lower + 1);
    double weight = rank - Math.floor(rank);
    int numbers = count;
    while (numbers > 0 && Double.isNaN(column[numbers - 1])) {
      numbers--;
    }
    return sorted(lower, count, numbers) * (1 - weight) + sorted(upper, count, numbers) * weight;
  }

  /** The value at a place where NaNs come first; the column has them last. */
  private double sorted(int place, int count, int numbers) {
    int nans = count - numbers;
    return place < nans ? Double.NaN : column[place - nans];
  }

  @Override
  public long bytesPerGroup() {
    return 64;
  }

  @Override
  public long bytesBeside() {
    return bytes;
  }
}
