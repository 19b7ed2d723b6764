package io.meridian.promql.function;

import io.meridian.model.Tile;
import io.meridian.promql.exec.SeriesBlock;
import io.meridian.promql.exec.TileFunction;

/** clamp and its kin: floats are brought between two bounds; nothing is left where they cross. */
final class ClampedCells implements TileFunction {
  private final double[] lowest;
  private final double[] highest;

  /** A kernel with the bounds of each step. */
  ClampedCells(double[] lowest, double[] highest) {
    this.lowest = lowest;
    this.highest = highest;
  }

  @Override
  public void apply(SeriesBlock block, int from, int rows, Tile tile) {
    int steps = tile.steps();
    double[] values = tile.values();
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < steps; i++) {
        int cell = row * steps + i;
        if (!tile.has(cell)) {
          continue;
        }
        if (highest[i] < lowest[i] || tile.laneIndex(cell) >= 0) {
          tile.remove(cell);
        } else {
          values[cell] = GoMath.max(lowest[i], GoMath.min(highest[i], values[cell]));
        }
      }
    }
  }
}
