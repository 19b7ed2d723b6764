package io.meridian.promql.exec;

import io.meridian.model.Tile;

/**
 * What a draining operator does with the blocks below it: see {@link QueryRun#drain}.
 *
 * @param <T> what is kept of a block until it is merged
 */
public interface BlockFold<T> {
  /**
   * A block arrived; blocks do so in order, on the draining thread. Here labels are looked at.
   *
   * @return what goes with the block
   */
  T arrive(SeriesBlock block);

  /**
   * Some of the block's series have been evaluated; by any thread, but one at a time for one block,
   * and in order.
   *
   * @param from the series of the tile's row 0
   * @param to behind the series of its last row
   */
  void fold(T task, SeriesBlock block, int from, int to, Tile tile);

  /** A block is through; blocks get here in order, on the draining thread. */
  void merge(T task);
}
