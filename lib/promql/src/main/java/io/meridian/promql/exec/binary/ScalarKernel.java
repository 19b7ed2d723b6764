package io.meridian.promql.exec.binary;

import io.meridian.model.Tile;
import io.meridian.promql.exec.SeriesBlock;
import io.meridian.promql.exec.TileFunction;

/** A vector's samples with a scalar, which is a tile of one row. */
final class ScalarKernel implements TileFunction {
  private final SampleOperation operation;
  private final Tile scalar;
  private final boolean scalarIsLeft;

  ScalarKernel(SampleOperation operation, Tile scalar, boolean scalarIsLeft) {
    this.operation = operation;
    this.scalar = scalar;
    this.scalarIsLeft = scalarIsLeft;
  }

  @Override
  public void apply(SeriesBlock block, int from, int rows, Tile tile) {
    int steps = tile.steps();
    for (int row = 0; row < rows; row++) {
      for (int step = 0; step < steps; step++) {
        int cell = row * steps + step;
        if (tile.has(cell) && !put(tile, cell, step)) {
          tile.remove(cell);
        }
      }
    }
  }

  private boolean put(Tile tile, int cell, int step) {
    return scalarIsLeft
        ? operation.put(scalar, step, tile, cell, tile, cell)
        : operation.put(tile, cell, scalar, step, tile, cell);
  }
}
