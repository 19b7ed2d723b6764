package io.meridian.promql.exec;

import io.meridian.model.HistogramLane;
import io.meridian.model.Tile;

/** Copies runs of cells from tile to tile. */
final class TileRows {
  private TileRows() {}

  /** Copies cells, histograms too, into a run of empty ones. */
  static void copy(Tile source, int sourceCell, Tile into, int cell, int count) {
    if (source.hasHistograms()) {
      copyMixed(source, sourceCell, into, cell, count);
      return;
    }
    System.arraycopy(source.values(), sourceCell, into.values(), cell, count);
    if (source.count(sourceCell, sourceCell + count) == count) {
      into.addWritten(cell, cell + count);
      return;
    }
    for (int i = 0; i < count; i++) {
      if (source.has(sourceCell + i)) {
        into.put(cell + i, source.values()[sourceCell + i]);
      }
    }
  }

  private static void copyMixed(Tile source, int sourceCell, Tile into, int cell, int count) {
    HistogramLane lane = source.lane();
    for (int i = 0; i < count; i++) {
      if (!source.has(sourceCell + i)) {
        continue;
      }
      int index = source.laneIndex(sourceCell + i);
      if (index < 0) {
        into.put(cell + i, source.values()[sourceCell + i]);
      } else {
        into.lane().add(lane, index);
        into.putHistogram(cell + i);
      }
    }
  }

  /** Adds a series' samples to a row that has none at the same steps. */
  static void overlay(Collected collected, int series, Tile into, int row) {
    Tile source = collected.tile(series);
    int sourceCell = collected.firstCell(series);
    int cell = row * into.steps();
    if (source.hasHistograms() || into.count(cell, cell + into.steps()) > 0) {
      copyMixed(source, sourceCell, into, cell, into.steps());
    } else {
      copy(source, sourceCell, into, cell, into.steps());
    }
  }
}
