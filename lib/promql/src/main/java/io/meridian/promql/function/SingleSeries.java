package io.meridian.promql.function;

import io.meridian.model.Labels;
import io.meridian.model.Tile;
import io.meridian.promql.exec.StoredSeries;

/**
 * One series with its floats.
 *
 * @param row a tile of one row
 */
record SingleSeries(Labels labels, boolean dropsName, Tile row) implements StoredSeries {
  @Override
  public int size() {
    return 1;
  }

  @Override
  public byte[] labelBytes(int series) {
    return labels.packed();
  }

  @Override
  public int labelsFrom(int series) {
    return 0;
  }

  @Override
  public int labelsTo(int series) {
    return labels.packed().length;
  }

  @Override
  public boolean dropsName(int series) {
    return dropsName;
  }

  @Override
  public void copy(int series, Tile into, int rowInto) {
    int cell = rowInto * row.steps();
    for (int i = 0; i < row.steps(); i++) {
      if (row.has(i)) {
        into.put(cell + i, row.values()[i]);
      }
    }
  }

  @Override
  public void close() {}
}
