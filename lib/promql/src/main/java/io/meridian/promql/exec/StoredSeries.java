package io.meridian.promql.exec;

import io.meridian.model.Tile;

/** Series with all their samples, as they are kept by operators that need all of them first. */
public interface StoredSeries extends AutoCloseable {
  int size();

  /** The array that holds the packed labels of a series. */
  byte[] labelBytes(int series);

  int labelsFrom(int series);

  int labelsTo(int series);

  /** Whether the series' name is to be dropped from the result. */
  boolean dropsName(int series);

  /** Copies a series' samples into an empty row of a tile. */
  void copy(int series, Tile into, int row);

  /** Says that all series have been copied. */
  default void finish() {}

  /** Gives the memory back to the query's budget. */
  @Override
  void close();
}
