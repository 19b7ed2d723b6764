package io.meridian.promql.exec.binary;

import com.carrotsearch.hppc.IntArrayList;
import io.meridian.model.Tile;
import io.meridian.promql.exec.Collected;
import io.meridian.promql.exec.StoredSeries;

/**
 * Result series of two vectors that are kept whole, each with the numbers of the parts of it that
 * have to be calculated. Most have one part; several come together where the series that matched
 * change over time.
 */
abstract class MatchedSeries implements StoredSeries {
  private final Collected left;
  private final Collected right;

  /** For each result its first part and its last, for each part the next one of its result. */
  private final IntArrayList first = new IntArrayList();

  private final IntArrayList last = new IntArrayList();
  private final IntArrayList next = new IntArrayList();

  MatchedSeries(Collected left, Collected right) {
    this.left = left;
    this.right = right;
  }

  /** Adds the next part to a result, one that exists or the next one; returns the part's number. */
  final int addPart(int result) {
    int part = next.size();
    next.add(-1);
    if (result == first.size()) {
      first.add(part);
      last.add(part);
    } else {
      next.set(last.get(result), part);
      last.set(result, part);
    }
    return part;
  }

  /** The first part of a result. */
  final int firstPart(int result) {
    return first.get(result);
  }

  /** The next part of the same result, or −1. */
  final int nextPart(int part) {
    return next.get(part);
  }

  /** Whether a result has more than one part. */
  final boolean isComposed(int result) {
    return first.get(result) != last.get(result);
  }

  @Override
  public final int size() {
    return first.size();
  }

  @Override
  public final void copy(int series, Tile into, int row) {
    for (int part = first.get(series); part >= 0; part = next.get(part)) {
      put(part, into, row * into.steps());
    }
  }

  /** Puts the samples of a part into a row; several threads may do so at a time. */
  abstract void put(int part, Tile into, int firstCell);

  @Override
  public void close() {
    left.close();
    right.close();
  }
}
