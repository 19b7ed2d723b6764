package io.meridian.promql.exec.binary;

import com.carrotsearch.hppc.IntArrayList;
import com.carrotsearch.hppc.IntHashSet;
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

/**
 * Arithmetic and comparisons between two vectors. Which series belong together is found once for
 * all steps: both sides' series get the number of their group, and each series of the side that may
 * have many in a group (the left one unless {@code group_right} says otherwise) makes a part of a
 * result with what the other side has in that group. Values are calculated when a result is asked
 * for.
 *
 * <p>A part is two series, {@code many} and {@code one}. Instead of a series there may stand the
 * fill value for those steps at which the group has no match, or, for {@code one}, whichever series
 * has a sample.
 */
final class Join extends MatchedSeries {
  /** Stands for the fill value in place of a series. */
  private static final int FILL = -1;

  /** Stands for the series of the other side that has a sample. */
  private static final int WHICHEVER = -2;

  /** What a part takes beside its result's labels: its place in arrays. */
  private static final int PART_BYTES = 32;

  private final BinaryOperation operation;
  private final VectorMatching matching;
  private final QueryRun run;
  private final int steps;
  private final boolean swapped;
  private final Collected many;
  private final Collected one;
  private final int[] manyGroups;
  private final int[] oneGroups;
  private final OneSide ones;
  private final ResultLabels labels;
  private final boolean dropsName;
  private final IntArrayList partMany = new IntArrayList();
  private final IntArrayList partOne = new IntArrayList();
  private final Remarks remarks;
  private final Spares<Kernel> kernels = new Spares<>();
  private final Tile manyFill;
  private final Tile oneFill;

  /** For each group the steps at which it has a match, where the others are filled in. */
  private StepBits matched = new StepBits(0, 0);

  private long charged;

  private Join(BinaryOperation operation, Collected left, Collected right, QueryRun run) {
    super(left, right);
    this.operation = operation;
    this.run = run;
    steps = run.steps().count();
    matching = operation.matching().orElseThrow();
    swapped = matching.cardinality() == Cardinality.ONE_TO_MANY;
    many = swapped ? right : left;
    one = swapped ? left : right;
    Groups groups = Signatures.groups(operation);
    oneGroups = Signatures.of(one, groups);
    manyGroups = Signatures.of(many, groups);
    ones = OneSide.of(one, oneGroups, groups.size(), looked(), run);
    charged = ones.charged();
    dropsName = operation.returnsBool();
    labels =
        new ResultLabels(
            matching,
            Floats.isArithmetic(operation.operator())
                || (dropsName && !run.options().delayedNameRemoval()),
            groups);
    remarks = new Remarks(operation, run.annotations(), steps);
    manyFill = Rows.filled(steps, matching.fillLeft().orElse(0));
    oneFill = Rows.filled(steps, matching.fillRight().orElse(0));
  }

  /**
   * Matches the series of two vectors.
   *
   * @throws QueryFailedException if a group has more series than the matching allows
   */
  static Join of(BinaryOperation operation, Collected left, Collected right, QueryRun run) {
    Join join = new Join(operation, left, right, run);
    try {
      MatchCheck check = new MatchCheck(operation, join.steps);
      check.clash(join.ones.clash(), join.one, join.labels);
      join.pair();
      check.matches(join, join.new Kernel());
      check.conclude();
      if (join.matching.fillLeft().isPresent()) {
        join.fillMany();
      }
    } catch (RuntimeException e) {
      join.release();
      throw e;
    }
    return join;
  }

  /** The steps at which both sides have samples, or either if samples are filled in. */
  private StepBits looked() {
    boolean fills = matching.fillLeft().isPresent() || matching.fillRight().isPresent();
    StepBits steps = new StepBits(1, this.steps);
    for (int i = 0; i < many.size() && !fills; i++) {
      steps.addAll(0, many.tile(i), many.firstCell(i));
    }
    for (int step = 0; step < this.steps && fills; step++) {
      steps.add(0, step);
    }
    return steps;
  }

  private void pair() {
    boolean fills = matching.fillRight().isPresent();
    for (int i = 0; i < many.size(); i++) {
      run.context().check();
      int group = manyGroups[i];
      if (!ones.takesTurns(group)) {
        int other = ones.only(group);
        if (other >= 0) {
          add(i, other);
        }
      } else if (labels.includesAny()) {
        addTurns(i, group);
      } else {
        add(i, WHICHEVER);
      }
      if (fills) {
        add(i, FILL);
      }
    }
  }

  /** Adds a part for each series of the other side that a series meets. */
  private void addTurns(int series, int group) {
    IntHashSet met = new IntHashSet();
    for (int step = 0; step < steps; step++) {
      int other = ones.at(group, step);
      if (other >= 0 && Rows.has(many, series, step) && met.add(other)) {
        add(series, other);
      }
    }
  }

  private void add(int series, int other) {
    add(labels.result(many, series, manyGroups[series], one, other), series, other);
  }

  /** Adds a part to a result; labels are charged with the first one. */
  private void add(int result, int series, int other) {
    hold(result == size() ? PART_BYTES + labels.to(result) - labels.from(result) : PART_BYTES);
    addPart(result);
    partMany.add(series);
    partOne.add(other);
  }

  private void hold(long bytes) {
    run.context().charge(bytes);
    charged += bytes;
  }

  /** Pairs series of the other side with the fill value where they have found no match. */
  private void fillMany() {
    matched = new StepBits(ones.groups(), steps);
    Kernel kernel = kernels.take(Kernel::new);
    for (int part = 0; part < partMany.size(); part++) {
      for (int step = 0; step < steps; step++) {
        if (kernel.matches(part, step)) {
          matched.add(group(part), step);
        }
      }
    }
    kernels.giveBack(kernel);
    for (int i = 0; i < one.size(); i++) {
      add(labels.resultOfOne(one, i, oneGroups[i]), FILL, i);
    }
  }

  int parts() {
    return partMany.size();
  }

  /** The group of a part. */
  int group(int part) {
    int series = partMany.get(part);
    return series >= 0 ? manyGroups[series] : oneGroups[partOne.get(part)];
  }

  /** How many series of the side that may have many each group has. */
  int[] manyInGroups() {
    int[] count = new int[ones.groups()];
    for (int group : manyGroups) {
      count[group]++;
    }
    return count;
  }

  /** What a thread needs to calculate with. */
  final class Kernel {
    private final SampleOperation samples = new SampleOperation(operation, false, remarks.sheet());

    /** The cells of a part at a step, once {@link #find} has found both. */
    private Tile manyTile = manyFill;

    private int manyCell;
    private Tile oneTile = oneFill;
    private int oneCell;

    /** Whether a part has samples of both sides at a step. */
    private boolean find(int part, int step) {
      int series = partMany.get(part);
      if (series == FILL) {
        manyTile = manyFill;
        manyCell = step;
        if (matched.has(group(part), step)) {
          return false;
        }
      } else {
        manyTile = many.tile(series);
        manyCell = many.firstCell(series) + step;
        if (!manyTile.has(manyCell)) {
          return false;
        }
      }
      return findOne(part, step);
    }

    private boolean findOne(int part, int step) {
      int series = partOne.get(part);
      if (series == FILL) {
        oneTile = oneFill;
        oneCell = step;
        return ones.at(group(part), step) == OneSide.NONE;
      }
      if (series == WHICHEVER) {
        series = ones.at(group(part), step);
        if (series == OneSide.NONE) {
          return false;
        }
      }
      oneTile = one.tile(series);
      oneCell = one.firstCell(series) + step;
      return oneTile.has(oneCell);
    }

    /** Whether a part has samples at a step that go together. */
    boolean matches(int part, int step) {
      if (!find(part, step)) {
        return false;
      }
      return swapped
          ? !samples.fails(oneTile, oneCell, manyTile, manyCell)
          : !samples.fails(manyTile, manyCell, oneTile, oneCell);
    }

    private void put(int part, Tile into, int firstCell) {
      int series = partMany.get(part);
      samples.begin(series >= 0 ? series : many.size() + partOne.get(part));
      for (int step = 0; step < steps; step++) {
        if (find(part, step)) {
          calculate(step, into, firstCell + step);
        }
      }
    }

    private void calculate(int step, Tile into, int cell) {
      boolean taken = into.has(cell);
      boolean put =
          swapped
              ? samples.put(step, oneTile, oneCell, manyTile, manyCell, into, cell)
              : samples.put(step, manyTile, manyCell, oneTile, oneCell, into, cell);
      if (put && taken) {
        throw new QueryFailedException(DuplicateSeries.MESSAGE);
      }
    }
  }

  @Override
  void put(int part, Tile into, int firstCell) {
    int series = partMany.get(part);
    int other = partOne.get(part);
    if (series >= 0 && other >= 0 && putFloats(series, other, into, firstCell)) {
      return;
    }
    Kernel kernel = kernels.take(Kernel::new);
    kernel.put(part, into, firstCell);
    kernels.giveBack(kernel);
  }

  /** Calculates a whole row at once if there are floats only and the row is empty. */
  private boolean putFloats(int series, int other, Tile into, int firstCell) {
    Tile manyTile = many.tile(series);
    Tile oneTile = one.tile(other);
    if (!Floats.isArithmetic(operation.operator())
        || manyTile.hasHistograms()
        || oneTile.hasHistograms()
        || into.count(firstCell, firstCell + steps) > 0) {
      return false;
    }
    int manyCell = many.firstCell(series);
    int oneCell = one.firstCell(other);
    double[] left = (swapped ? oneTile : manyTile).values();
    double[] right = (swapped ? manyTile : oneTile).values();
    int leftCell = swapped ? oneCell : manyCell;
    int rightCell = swapped ? manyCell : oneCell;
    double[] values = into.values();
    Floats.calculate(
        operation.operator(), left, leftCell, right, rightCell, values, firstCell, steps);
    if (manyTile.count(manyCell, manyCell + steps) == steps
        && oneTile.count(oneCell, oneCell + steps) == steps) {
      into.addWritten(firstCell, firstCell + steps);
      return true;
    }
    for (int step = 0; step < steps; step++) {
      if (manyTile.has(manyCell + step) && oneTile.has(oneCell + step)) {
        into.put(firstCell + step, values[firstCell + step]);
      }
    }
    return true;
  }

  @Override
  public byte[] labelBytes(int series) {
    return labels.bytes(series);
  }

  @Override
  public int labelsFrom(int series) {
    return labels.from(series);
  }

  @Override
  public int labelsTo(int series) {
    return labels.to(series);
  }

  @Override
  public boolean dropsName(int series) {
    return dropsName;
  }

  @Override
  public void finish() {
    remarks.announce();
  }

  private void release() {
    run.release(charged);
    charged = 0;
  }

  @Override
  public void close() {
    release();
    super.close();
  }
}
