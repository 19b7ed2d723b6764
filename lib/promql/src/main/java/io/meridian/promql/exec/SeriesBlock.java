package io.meridian.promql.exec;

import io.meridian.model.Labels;
import io.meridian.model.Tile;

/**
 * Some series of an operator: their labels now, their samples when asked for. Used by one thread at
 * a time; at most {@link Operator#BLOCK_SERIES} series.
 */
public interface SeriesBlock extends AutoCloseable {
  int size();

  /** The array that holds the packed labels of a series. */
  byte[] labelBytes(int series);

  /** Where the packed labels of a series begin. */
  int labelsFrom(int series);

  /** Where the packed labels of a series end. */
  int labelsTo(int series);

  /** Whether the series' name is to be dropped from the result; see {@link Operator}. */
  boolean dropsName(int series);

  /**
   * Evaluates some series at every step. Row r of the tile takes series {@code from + r}; cells
   * without a sample stay absent. Samples of a series are decoded once; a caller evaluates each
   * series once.
   *
   * @param from the first series
   * @param to behind the last one
   * @param into an empty tile of the operator's steps with at least {@code to - from} rows
   */
  void evaluate(int from, int to, Tile into);

  /** The labels of a series as an object of their own. */
  default Labels labels(int series) {
    return Labels.copyOf(labelBytes(series), labelsFrom(series), labelsTo(series));
  }

  @Override
  void close();
}
