package io.meridian.promql.function;

import io.meridian.model.Tile;
import io.meridian.promql.exec.SeriesBlock;
import io.meridian.promql.exec.StepGrid;
import io.meridian.promql.exec.TileFunction;

/**
 * timestamp of anything but a selector: such samples have no time of their own, it is that of the
 * step.
 */
record StepTimes(StepGrid grid) implements TileFunction {
  @Override
  public void apply(SeriesBlock block, int from, int rows, Tile tile) {
    int steps = tile.steps();
    for (int cell = 0; cell < rows * steps; cell++) {
      if (tile.has(cell)) {
        tile.put(cell, grid.time(cell % steps) / 1000.0);
      }
    }
  }

  /** start_timestamp of anything but a selector: there is none. */
  static void removeAll(SeriesBlock block, int from, int rows, Tile tile) {
    for (int cell = 0; cell < rows * tile.steps(); cell++) {
      tile.remove(cell);
    }
  }
}
