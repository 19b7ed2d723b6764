package io.meridian.promql.function;

import io.meridian.model.Tile;
import io.meridian.promql.exec.SeriesBlock;
import io.meridian.promql.exec.TileFunction;

/** Functions of one float: each cell's value becomes another, histograms go. */
record FloatCells(FloatAtStep function) implements TileFunction {
  /** A value made of another. */
  @FunctionalInterface
  interface FloatAtStep {
    double apply(double value, int step);
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
        if (tile.laneIndex(cell) >= 0) {
          tile.remove(cell);
        } else {
          values[cell] = function.apply(values[cell], i);
        }
      }
    }
  }
}
