package io.meridian.promql.exec.binary;

import com.carrotsearch.hppc.IntArrayList;
import io.meridian.model.LabelBytes;
import io.meridian.model.Labels;
import io.meridian.model.QueryFailedException;
import io.meridian.model.Tile;
import io.meridian.promql.exec.Collected;
import io.meridian.promql.exec.DuplicateSeries;
import io.meridian.promql.exec.Groups;
import io.meridian.promql.exec.QueryRun;
import io.meridian.promql.exec.Spares;
import io.meridian.promql.syntax.BinaryOperation;
import io.meridian.promql.syntax.VectorMatching;
import io.meridian.promql.syntax.VectorMatching.Cardinality;
import java.util.Arrays;

/**
 * Arithmetic and comparisons between two vectors. Which series belong together is found once for
 * all steps: both sides' series are numbered by their group, and each series of the side that may
 * have many in a group (the left one unless {@code group_right} says otherwise) is paired with
 * those of the other side. Values are calculated when a result is asked for.
 *
 * <p>A sample that a fill modifier puts in for a missing one stands in a row of its own, which has
 * the fill value at just the steps at which it is needed; so a filled-in series is paired like any
 * other.
 */
final class Join extends MatchedSeries<Join.Pair> {
  private final BinaryOperation operation;
  private final VectorMatching matching;
  private final QueryRun run;
  private final boolean swapped;
  private final Collected many;
  private final Collected one;
  private final int[] manyGroups;
  private final int[] oneGroups;

  /** For each group its first series on the side that may have one, and the next of each. */
  private final int[] firstOne;

  private final int[] nextOne;
  private final ResultLabels labels;
  private final IntArrayList results = new IntArrayList();
  private final Spares<SampleOperation> operations = new Spares<>();
  private long charged;

  /**
   * Two rows that match.
   *
   * @param group the group of both
   * @param other the number of the series on the side that may have one; −1 if it is filled in
   */
  record Pair(int group, int other, Tile many, int manyCell, Tile one, int oneCell) {}

  private Join(BinaryOperation operation, Collected left, Collected right, QueryRun run) {
    super(left, right);
    this.operation = operation;
    this.run = run;
    matching = operation.matching().orElseThrow();
    swapped = matching.cardinality() == Cardinality.ONE_TO_MANY;
    many = swapped ? right : left;
    one = swapped ? left : right;
    Groups groups = Signatures.groups(operation);
    oneGroups = Signatures.of(one, groups);
    manyGroups = Signatures.of(many, groups);
    firstOne = new int[groups.size()];
    nextOne = new int[one.size()];
    Arrays.fill(firstOne, -1);
    for (int i = one.size() - 1; i >= 0; i--) {
      nextOne[i] = firstOne[oneGroups[i]];
      firstOne[oneGroups[i]] = i;
    }
    boolean dropsName =
        Floats.isArithmetic(operation.operator())
            || (operation.returnsBool() && !run.options().delayedNameRemoval());
    labels = new ResultLabels(matching, dropsName);
  }

  /**
   * Matches the series of two vectors.
   *
   * @throws QueryFailedException if a group has more series than the matching allows
   */
  static Join of(BinaryOperation operation, Collected left, Collected right, QueryRun run) {
    Join join = new Join(operation, left, right, run);
    try {
      join.pair();
      join.check();
    } catch (RuntimeException e) {
      join.release();
      throw e;
    }
    return join;
  }

  private void pair() {
    Tile[] fills = new Tile[matching.fillRight().isPresent() ? firstOne.length : 0];
    for (int i = 0; i < many.size(); i++) {
      int group = manyGroups[i];
      for (int other = firstOne[group]; other >= 0; other = nextOne[other]) {
        if (nextOne[firstOne[group]] < 0 || meet(i, other)) {
          add(i, other);
        }
      }
      if (fills.length > 0) {
        if (fills[group] == null) {
          fills[group] = otherFill(group);
        }
        addFilledOther(i, fills[group]);
      }
    }
    if (matching.fillLeft().isPresent()) {
      addFilledMany();
    }
  }

  private boolean meet(int series, int other) {
    return Rows.meet(
        many.tile(series), many.firstCell(series), one.tile(other), one.firstCell(other), steps());
  }

  private int steps() {
    return run.steps().count();
  }

  private void add(int series, int other) {
    add(
        labels.of(
            many.labelBytes(series),
            many.labelsFrom(series),
            many.labelsTo(series),
            one.labelBytes(other),
            one.labelsFrom(other),
            one.labelsTo(other)),
        new Pair(
            manyGroups[series],
            other,
            many.tile(series),
            many.firstCell(series),
            one.tile(other),
            one.firstCell(other)));
  }

  private void add(LabelBytes result, Pair pair) {
    results.add(add(result.bytes(), 0, result.length(), operation.returnsBool(), pair));
  }

  private Tile fill(double value) {
    long bytes = (long) steps() * Double.BYTES;
    run.context().charge(bytes);
    charged += bytes;
    return Rows.filled(steps(), value);
  }

  /** What stands in for the other side in a group, at the steps at which that has no sample. */
  private Tile otherFill(int group) {
    Tile row = fill(matching.fillRight().orElseThrow());
    for (int other = firstOne[group]; other >= 0; other = nextOne[other]) {
      for (int step = 0; step < steps(); step++) {
        if (Rows.has(one, other, step)) {
          row.remove(step);
        }
      }
    }
    return row;
  }

  private void addFilledOther(int series, Tile fill) {
    if (!Rows.meet(many.tile(series), many.firstCell(series), fill, 0, steps())) {
      return;
    }
    byte[] bytes = many.labelBytes(series);
    int from = many.labelsFrom(series);
    int to = many.labelsTo(series);
    byte[] other = labels.group(bytes, from, to).packed();
    add(
        labels.of(bytes, from, to, other, 0, other.length),
        new Pair(manyGroups[series], -1, many.tile(series), many.firstCell(series), fill, 0));
  }

  /** Pairs series of the other side with a fill value where they have found no match. */
  private void addFilledMany() {
    Tile[] fills = new Tile[one.size()];
    Arrays.setAll(fills, _ -> fill(matching.fillLeft().orElseThrow()));
    SampleOperation samples = samples();
    for (Pair pair : parts()) {
      for (int step = 0; pair.other >= 0 && step < steps(); step++) {
        if (matches(samples, pair, step)) {
          fills[pair.other].remove(step);
        }
      }
    }
    for (int i = 0; i < fills.length; i++) {
      byte[] bytes = one.labelBytes(i);
      int from = one.labelsFrom(i);
      int to = one.labelsTo(i);
      Labels series = labels.group(bytes, from, to);
      if (Rows.meet(one.tile(i), one.firstCell(i), fills[i], 0, steps())) {
        add(
            labels.of(series.packed(), 0, series.packed().length, bytes, from, to),
            new Pair(oneGroups[i], i, fills[i], 0, one.tile(i), one.firstCell(i)));
      }
    }
  }

  private SampleOperation samples() {
    return operations.take(() -> new SampleOperation(operation, false, run.annotations()));
  }

  /** Whether a pair has samples at a step that go together. */
  private boolean matches(SampleOperation samples, Pair pair, int step) {
    int manyCell = pair.manyCell + step;
    int oneCell = pair.oneCell + step;
    if (!pair.many.has(manyCell) || !pair.one.has(oneCell)) {
      return false;
    }
    return swapped
        ? !samples.fails(pair.one, oneCell, pair.many, manyCell)
        : !samples.fails(pair.many, manyCell, pair.one, oneCell);
  }

  private void check() {
    MatchCheck check = new MatchCheck(operation, steps());
    check.others(one, oneGroups, many, labels);
    SampleOperation samples = samples();
    check.pairs(parts(), results, this::isComposed, (pair, step) -> matches(samples, pair, step));
    check.conclude();
  }

  @Override
  void put(Pair pair, Tile into, int firstCell) {
    SampleOperation samples = samples();
    Tile left = swapped ? pair.one : pair.many;
    Tile right = swapped ? pair.many : pair.one;
    int leftCell = swapped ? pair.oneCell : pair.manyCell;
    int rightCell = swapped ? pair.manyCell : pair.oneCell;
    for (int step = 0; step < into.steps(); step++) {
      if (left.has(leftCell + step) && right.has(rightCell + step)) {
        boolean taken = into.has(firstCell + step);
        if (samples.put(left, leftCell + step, right, rightCell + step, into, firstCell + step)
            && taken) {
          throw new QueryFailedException(DuplicateSeries.MESSAGE);
        }
      }
    }
    operations.giveBack(samples);
  }

  private void release() {
    run.context().release(charged);
    charged = 0;
  }

  @Override
  public void close() {
    release();
    super.close();
  }
}
