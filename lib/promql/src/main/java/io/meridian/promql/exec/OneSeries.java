package io.meridian.promql.exec;

import io.meridian.model.Tile;

/** A single series without labels that has a sample at every step, as vector() gives. */
public final class OneSeries implements StoredSeries {
  private final double[] values;

  /** The series with these values. */
  public OneSeries(double[] values) {
    this.values = values;
  }

  @Override
  public int size() {
    return 1;
  }

  @Override
  public byte[] labelBytes(int series) {
    return new byte[0];
  }

  @Override
  public int labelsFrom(int series) {
    return 0;
  }

  @Override
  public int labelsTo(int series) {
    return 0;
  }

  @Override
  public boolean dropsName(int series) {
    return false;
  }

  @Override
  public void copy(int series, Tile into, int row) {
    int cell = row * values.length;
    System.arraycopy(values, 0, into.values(), cell, values.length);
    into.addWritten(cell, cell + values.length);
  }

  @Override
  public void close() {}
}
