package io.meridian.storeapi.order;

import io.meridian.model.PackedLabels;
import io.meridian.tsdb.merge.LoserTree;
import java.util.List;

/**
 * Several walks in label order as one. Series that several of them have come one behind the other,
 * in the order of the walks.
 */
public final class JoinedFinalSeries extends ForwardedSeries {
  private final List<? extends FinalSeries> sources;
  private final LoserTree tree = new LoserTree(this::compare);
  private boolean begun;

  /** Walks that belong to this from now on. */
  public JoinedFinalSeries(List<? extends FinalSeries> sources) {
    this.sources = List.copyOf(sources);
  }

  private int compare(int one, int other) {
    FinalSeries a = sources.get(one);
    FinalSeries b = sources.get(other);
    return PackedLabels.compare(
        a.labelBytes(), a.labelsFrom(), a.labelsTo(), b.labelBytes(), b.labelsFrom(), b.labelsTo());
  }

  @Override
  public boolean next() {
    if (!begun) {
      begin();
    } else if (tree.winner() != LoserTree.NONE) {
      if (current().next()) {
        tree.moved();
      } else {
        tree.ended();
      }
    }
    return tree.winner() != LoserTree.NONE;
  }

  private void begin() {
    begun = true;
    boolean[] live = new boolean[sources.size()];
    for (int i = 0; i < live.length; i++) {
      live[i] = sources.get(i).next();
    }
    tree.reset(live.length, live);
  }

  /** Which of the walks has the current series. */
  public int source() {
    return tree.winner();
  }

  @Override
  protected FinalSeries current() {
    return sources.get(tree.winner());
  }

  @Override
  public void close() {
    sources.forEach(FinalSeries::close);
  }
}
