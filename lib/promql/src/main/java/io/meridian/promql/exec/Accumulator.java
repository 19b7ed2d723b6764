package io.meridian.promql.exec;

import io.meridian.model.Tile;

/**
 * The state of an aggregation for some groups at every step. One belongs to each block of series
 * while it is folded, and one to the whole aggregation, into which those of the blocks are merged
 * in order. Merging into an empty group is copying, so that an input of one block is folded in
 * plain order.
 *
 * @param <A> the accumulator itself
 */
interface Accumulator<A extends Accumulator<A>> {
  /** Makes room for a number of groups; new ones are empty. */
  void grow(int groups);

  /** Empties all groups. */
  void clear();

  /** Says which series is added next, where it may hold histograms; for what is to be remarked. */
  default void of(SeriesBlock block, int series) {}

  /** Adds a series' samples at every step to a group. */
  void add(int group, Tile tile, int firstCell);

  /** Adds another accumulator's group to one of this one. */
  void merge(int group, A other, int otherGroup);

  /** Puts a group's results into a row. */
  void finish(int group, Tile into, int row);

  /** How many bytes a group takes, whatever it meets. */
  long bytesPerGroup();

  /** About how many bytes were taken beside that for what the groups met. */
  default long bytesBeside() {
    return 0;
  }
}
