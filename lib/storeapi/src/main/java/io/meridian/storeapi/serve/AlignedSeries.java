package io.meridian.storeapi.serve;

import com.carrotsearch.hppc.IntArrayList;
import io.meridian.model.PackedLabels;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.merge.LoserTree;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Several walks over series, side by side: they stop at each series that any of them has, once, in
 * the order of labels.
 */
final class AlignedSeries {
  private final List<ChunkSeriesCursor> walks;
  private final IntPredicate mover;
  private final LoserTree tree = new LoserTree(this::compare);
  private final boolean[] live;

  /** The walks that have the current series, in the order of their numbers. */
  private final IntArrayList members = new IntArrayList();

  private boolean begun;

  /**
   * Walks that belong to this from now on.
   *
   * @param mover moves the walk of a number; says whether it has a further series
   */
  AlignedSeries(List<ChunkSeriesCursor> walks, IntPredicate mover) {
    this.walks = walks;
    this.mover = mover;
    live = new boolean[walks.size()];
  }

  private int compare(int one, int other) {
    ChunkSeriesCursor a = walks.get(one);
    ChunkSeriesCursor b = walks.get(other);
    return PackedLabels.compare(
        a.labelBytes(), a.labelsFrom(), a.labelsTo(), b.labelBytes(), b.labelsFrom(), b.labelsTo());
  }

  boolean next() {
    if (begun) {
      moveMembers();
    } else {
      begin();
    }
    members.clear();
    if (tree.winner() == LoserTree.NONE) {
      return false;
    }
    for (int walk = tree.winner(); walk < live.length; walk++) {
      if (live[walk] && compare(tree.winner(), walk) == 0) {
        members.add(walk);
      }
    }
    return true;
  }

  private void begin() {
    begun = true;
    for (int i = 0; i < live.length; i++) {
      live[i] = mover.test(i);
    }
    tree.reset(live.length, live);
  }

  /** Equal heads win one after the other, so each member is the winner when its turn comes. */
  private void moveMembers() {
    for (int i = 0; i < members.size(); i++) {
      int walk = tree.winner();
      live[walk] = mover.test(walk);
      if (live[walk]) {
        tree.moved();
      } else {
        tree.ended();
      }
    }
  }

  /** How many walks have the current series; at least one. */
  int members() {
    return members.size();
  }

  /** The number of a walk that has the current series; numbers ascend. */
  int member(int index) {
    return members.get(index);
  }

  /** The first walk that has the current series. */
  ChunkSeriesCursor first() {
    return walks.get(members.get(0));
  }

  boolean lacks(byte[] labelName) {
    return walks.stream().allMatch(walk -> walk.lacks(labelName));
  }

  void close() {
    walks.forEach(ChunkSeriesCursor::close);
  }
}
