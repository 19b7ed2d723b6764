package io.meridian.promql.exec.binary;

import com.carrotsearch.hppc.BitSet;
import io.meridian.model.Tile;
import io.meridian.promql.exec.Collected;
import io.meridian.promql.exec.Groups;
import io.meridian.promql.exec.LabelTable;
import io.meridian.promql.exec.QueryRun;
import io.meridian.promql.syntax.BinaryOperation;

/**
 * The operator {@code or}: all samples of the left side, and those of the right side whose group
 * has none on the left at that step. Parts are the left side's series, then the right side's.
 */
final class Union extends MatchedSeries {
  private final QueryRun run;
  private final Collected left;
  private final Collected right;
  private final int[] rightGroups;
  private final int steps;
  private final LabelTable results = new LabelTable();
  private final BitSet dropsName = new BitSet();

  /** A bit for each group and step at which the left side has a sample of that group. */
  private final StepBits taken;

  private Union(Collected left, Collected right, int[] rightGroups, int groups, QueryRun run) {
    super(left, right);
    this.left = left;
    this.right = right;
    this.rightGroups = rightGroups;
    this.run = run;
    steps = left.steps().count();
    taken = new StepBits(groups, steps);
  }

  static Union of(BinaryOperation operation, Collected left, Collected right, QueryRun run) {
    Groups groups = Signatures.groups(operation);
    int[] leftGroups = Signatures.of(left, groups);
    int[] rightGroups = Signatures.of(right, groups);
    run.charge(StepBits.bytes(groups.size(), left.steps().count()));
    Union union = new Union(left, right, rightGroups, groups.size(), run);
    for (int i = 0; i < left.size(); i++) {
      union.add(left, i);
      union.taken.addAll(leftGroups[i], left.tile(i), left.firstCell(i));
    }
    for (int i = 0; i < right.size(); i++) {
      union.add(right, i);
    }
    return union;
  }

  private void add(Collected from, int series) {
    int result =
        results.number(from.labelBytes(series), from.labelsFrom(series), from.labelsTo(series));
    if (result == size() && from.dropsName(series)) {
      dropsName.set(result);
    }
    addPart(result);
  }

  @Override
  void put(int part, Tile into, int firstCell) {
    boolean isLeft = part < left.size();
    Collected from = isLeft ? left : right;
    int series = isLeft ? part : part - left.size();
    Tile tile = from.tile(series);
    int cell = from.firstCell(series);
    for (int step = 0; step < steps; step++) {
      if (tile.has(cell + step) && (isLeft || !taken.has(rightGroups[series], step))) {
        Rows.copy(tile, cell + step, into, firstCell + step);
      }
    }
  }

  @Override
  public byte[] labelBytes(int series) {
    return results.bytes(series);
  }

  @Override
  public int labelsFrom(int series) {
    return results.from(series);
  }

  @Override
  public int labelsTo(int series) {
    return results.to(series);
  }

  @Override
  public boolean dropsName(int series) {
    return dropsName.get(series);
  }

  @Override
  public void close() {
    run.release(taken.bytes());
    super.close();
  }
}
