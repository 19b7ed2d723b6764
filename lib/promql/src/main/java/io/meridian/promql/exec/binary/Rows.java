package io.meridian.promql.exec.binary;

import io.meridian.model.Tile;
import io.meridian.promql.exec.Collected;
import java.util.Arrays;

/** Which samples rows of tiles have in common. */
final class Rows {
  private Rows() {}

  /** Whether a series has a sample at a step. */
  static boolean has(Collected series, int number, int step) {
    return series.tile(number).has(series.firstCell(number) + step);
  }

  /** A row that has the same value at every step. */
  static Tile filled(int steps, double value) {
    Tile row = new Tile(1, steps);
    Arrays.fill(row.values(), value);
    row.addWritten(0, steps);
    return row;
  }

  /** Copies a cell of one tile into another tile's. */
  static void copy(Tile from, int fromCell, Tile into, int cell) {
    int index = from.laneIndex(fromCell);
    if (index < 0) {
      into.put(cell, from.values()[fromCell]);
    } else {
      into.lane().add(from.lane(), index);
      into.putHistogram(cell);
    }
  }
}
