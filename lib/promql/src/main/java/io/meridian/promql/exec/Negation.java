package io.meridian.promql.exec;

import io.meridian.model.HistogramSum;
import io.meridian.model.Tile;

/** Turns every sign around; a histogram becomes a gauge of the negative. */
final class Negation implements TileFunction {
  private final HistogramSum sum = new HistogramSum();

  @Override
  public void apply(SeriesBlock block, int from, int rows, Tile tile) {
    int cells = rows * tile.steps();
    double[] values = tile.values();
    boolean histograms = tile.hasHistograms();
    for (int cell = 0; cell < cells; cell++) {
      int index = histograms && tile.has(cell) ? tile.laneIndex(cell) : -1;
      if (index < 0) {
        values[cell] = -values[cell];
      } else {
        sum.set(tile.lane(), index).multiply(-1).addTo(tile.lane());
        tile.putHistogram(cell);
      }
    }
  }
}
