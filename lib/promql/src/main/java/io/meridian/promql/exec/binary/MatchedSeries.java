package io.meridian.promql.exec.binary;

import io.meridian.model.Tile;
import io.meridian.promql.exec.Collected;
import io.meridian.promql.exec.LabelTable;
import io.meridian.promql.exec.StoredSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Result series of two vectors that are kept whole, each with the parts of it that have to be
 * calculated. Most have one part; several come together where the series that matched change over
 * time.
 *
 * @param <P> what a part is
 */
abstract class MatchedSeries<P> implements StoredSeries {
  private final Collected left;
  private final Collected right;
  private final LabelTable results = new LabelTable();
  private final List<P> parts = new ArrayList<>();

  /** For each result its first part and its last, for each part the next one of its result. */
  private int[] first = new int[16];

  private int[] last = new int[16];
  private int[] next = new int[16];
  private boolean[] dropsName = new boolean[16];

  MatchedSeries(Collected left, Collected right) {
    this.left = left;
    this.right = right;
  }

  /** Adds a part to the result of some labels; returns that result's number. */
  final int add(byte[] packed, int from, int to, boolean drops, P part) {
    int before = results.size();
    int result = results.number(packed, from, to);
    int number = parts.size();
    parts.add(part);
    if (number == next.length) {
      next = Arrays.copyOf(next, number * 2);
    }
    next[number] = -1;
    if (result == before) {
      begin(result, number, drops);
    } else {
      next[last[result]] = number;
    }
    last[result] = number;
    return result;
  }

  private void begin(int result, int part, boolean drops) {
    if (result == first.length) {
      first = Arrays.copyOf(first, result * 2);
      last = Arrays.copyOf(last, result * 2);
      dropsName = Arrays.copyOf(dropsName, result * 2);
    }
    first[result] = part;
    dropsName[result] = drops;
  }

  final List<P> parts() {
    return parts;
  }

  /** Whether a result has more than one part. */
  final boolean isComposed(int result) {
    return first[result] != last[result];
  }

  @Override
  public final int size() {
    return results.size();
  }

  @Override
  public final byte[] labelBytes(int series) {
    return results.bytes();
  }

  @Override
  public final int labelsFrom(int series) {
    return results.from(series);
  }

  @Override
  public final int labelsTo(int series) {
    return results.to(series);
  }

  @Override
  public final boolean dropsName(int series) {
    return dropsName[series];
  }

  @Override
  public final void copy(int series, Tile into, int row) {
    for (int part = first[series]; part >= 0; part = next[part]) {
      put(parts.get(part), into, row * into.steps());
    }
  }

  /** Puts the samples of a part into a row; several threads may do so at a time. */
  abstract void put(P part, Tile into, int firstCell);

  @Override
  public void close() {
    left.close();
    right.close();
  }
}
