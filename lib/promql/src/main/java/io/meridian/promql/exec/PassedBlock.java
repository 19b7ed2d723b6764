package io.meridian.promql.exec;

import io.meridian.model.Tile;

/** A block of a map that leaves series and labels as they are. */
public abstract class PassedBlock implements SeriesBlock {
  private final SeriesBlock below;

  /** A block over one that belongs to it from now on. */
  protected PassedBlock(SeriesBlock below) {
    this.below = below;
  }

  @Override
  public final int size() {
    return below.size();
  }

  @Override
  public final byte[] labelBytes(int series) {
    return below.labelBytes(series);
  }

  @Override
  public final int labelsFrom(int series) {
    return below.labelsFrom(series);
  }

  @Override
  public final int labelsTo(int series) {
    return below.labelsTo(series);
  }

  @Override
  public final boolean dropsName(int series) {
    return below.dropsName(series);
  }

  @Override
  public void evaluate(int from, int to, Tile into) {
    below.evaluate(from, to, into);
  }

  @Override
  public final void close() {
    below.close();
  }
}
