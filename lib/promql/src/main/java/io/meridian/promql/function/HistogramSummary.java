package io.meridian.promql.function;

import io.meridian.model.BucketCursor;
import io.meridian.model.HistogramLane;
import io.meridian.model.KahanSum;
import io.meridian.model.Tile;
import io.meridian.promql.exec.SeriesBlock;
import io.meridian.promql.exec.TileFunction;

/** Functions that make a float of each native histogram; floats go. */
record HistogramSummary(OfHistogram function) implements TileFunction {
  /** A float made of a histogram. */
  @FunctionalInterface
  interface OfHistogram {
    double apply(HistogramLane lane, int index);
  }

  static HistogramSummary average() {
    return new HistogramSummary((lane, index) -> lane.sum(index) / lane.count(index));
  }

  static HistogramSummary deviation() {
    BucketCursor cursor = new BucketCursor();
    return new HistogramSummary((lane, index) -> Math.sqrt(variance(lane, index, cursor)));
  }

  static HistogramSummary variance() {
    BucketCursor cursor = new BucketCursor();
    return new HistogramSummary((lane, index) -> variance(lane, index, cursor));
  }

  @Override
  public void apply(SeriesBlock block, int from, int rows, Tile tile) {
    int cells = rows * tile.steps();
    for (int cell = 0; cell < cells; cell++) {
      if (!tile.has(cell)) {
        continue;
      }
      int index = tile.laneIndex(cell);
      if (index < 0) {
        tile.remove(cell);
      } else {
        tile.put(cell, function.apply(tile.lane(), index));
      }
    }
  }

  /**
   * The variance if all observations of a bucket lay at its middle: the arithmetic mean of custom
   * bounds, the geometric mean of exponential ones, 0 in the zero bucket.
   */
  private static double variance(HistogramLane lane, int index, BucketCursor bucket) {
    boolean custom = lane.layout(index).hasCustomBounds();
    double count = lane.count(index);
    double mean = lane.sum(index) / count;
    double sum = 0;
    double error = 0;
    for (bucket.ascending(lane, index); bucket.next(); ) {
      if (bucket.count() != 0) {
        double delta = middle(bucket, custom) - mean;
        double addend = bucket.count() * delta * delta;
        error = KahanSum.compensation(sum, addend, error);
        sum += addend;
      }
    }
    return (sum + error) / count;
  }

  private static double middle(BucketCursor bucket, boolean custom) {
    double lower = bucket.lower();
    double upper = bucket.upper();
    if (custom) {
      return (upper + lower) / 2;
    }
    if (lower <= 0 && upper >= 0) {
      return 0;
    }
    double middle = Math.sqrt(upper * lower);
    return upper < 0 ? -middle : middle;
  }
}
