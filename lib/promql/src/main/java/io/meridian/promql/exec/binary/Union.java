package io.meridian.promql.exec.binary;

import io.meridian.model.Tile;
import io.meridian.promql.exec.Collected;
import io.meridian.promql.exec.Groups;
import io.meridian.promql.syntax.BinaryOperation;

/**
 * The operator {@code or}: all samples of the left side, and those of the right side whose group
 * has none on the left at that step.
 */
final class Union extends MatchedSeries<Union.Part> {
  private final int steps;

  /** A bit for each group and step at which the left side has a sample of that group. */
  private final long[] taken;

  private final int words;

  /**
   * A series.
   *
   * @param group its group if it is one of the right side, else −1
   */
  record Part(Tile tile, int firstCell, int group) {}

  private Union(Collected left, Collected right, int groups) {
    super(left, right);
    steps = left.steps().count();
    words = (steps + Long.SIZE - 1) / Long.SIZE;
    taken = new long[Math.multiplyExact(groups, words)];
  }

  static Union of(BinaryOperation operation, Collected left, Collected right) {
    Groups groups = Signatures.groups(operation);
    int[] leftGroups = Signatures.of(left, groups);
    int[] rightGroups = Signatures.of(right, groups);
    Union union = new Union(left, right, groups.size());
    for (int i = 0; i < left.size(); i++) {
      union.add(left, i, -1);
      union.take(left, i, leftGroups[i]);
    }
    for (int i = 0; i < right.size(); i++) {
      union.add(right, i, rightGroups[i]);
    }
    return union;
  }

  private void add(Collected from, int series, int group) {
    add(
        from.labelBytes(series),
        from.labelsFrom(series),
        from.labelsTo(series),
        from.dropsName(series),
        new Part(from.tile(series), from.firstCell(series), group));
  }

  private void take(Collected left, int series, int group) {
    for (int step = 0; step < steps; step++) {
      if (Rows.has(left, series, step)) {
        taken[group * words + (step >> 6)] |= 1L << step;
      }
    }
  }

  private boolean isTaken(int group, int step) {
    return group >= 0 && (taken[group * words + (step >> 6)] & (1L << step)) != 0;
  }

  @Override
  void put(Part part, Tile into, int firstCell) {
    for (int step = 0; step < steps; step++) {
      if (part.tile.has(part.firstCell + step) && !isTaken(part.group, step)) {
        Rows.copy(part.tile, part.firstCell + step, into, firstCell + step);
      }
    }
  }
}
