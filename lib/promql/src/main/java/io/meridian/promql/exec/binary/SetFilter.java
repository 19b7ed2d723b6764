package io.meridian.promql.exec.binary;

import io.meridian.model.Tile;
import io.meridian.promql.exec.BlockFold;
import io.meridian.promql.exec.Groups;
import io.meridian.promql.exec.HeldMemory;
import io.meridian.promql.exec.Operator;
import io.meridian.promql.exec.PassedBlock;
import io.meridian.promql.exec.QueryRun;
import io.meridian.promql.exec.SeriesBlock;
import io.meridian.promql.exec.Spares;
import io.meridian.promql.exec.StepGrid;
import io.meridian.promql.syntax.BinaryOperation;
import io.meridian.promql.syntax.BinaryOperator;
import java.util.Arrays;
import java.util.Optional;

/**
 * The operators {@code and} and {@code unless}: a map that lets samples of the left side through
 * where the right side has, or has not, a sample of the same group. Of the right side it keeps
 * nothing but a bit for each group and step.
 */
final class SetFilter implements Operator {
  private final boolean wanted;
  private final Operator left;
  private final Operator right;
  private final QueryRun run;
  private final Groups groups;
  private final int words;
  private long[] presence = {};
  private final HeldMemory held;
  private boolean drained;

  SetFilter(BinaryOperation operation, Operator left, Operator right, QueryRun run) {
    wanted = operation.operator() == BinaryOperator.AND;
    this.left = left;
    this.right = right;
    this.run = run;
    held = new HeldMemory(run);
    groups = Signatures.groups(operation);
    words = (run.steps().count() + Long.SIZE - 1) / Long.SIZE;
  }

  @Override
  public StepGrid steps() {
    return left.steps();
  }

  @Override
  public Optional<SeriesBlock> next() {
    if (!drained) {
      drained = true;
      run.drain(right, new Presence());
      right.close();
    }
    return left.next().map(this::block);
  }

  private SeriesBlock block(SeriesBlock below) {
    int[] group = new int[below.size()];
    for (int i = 0; i < group.length; i++) {
      group[i] = groups.find(below.labelBytes(i), below.labelsFrom(i), below.labelsTo(i));
    }
    return new Block(below, group);
  }

  @Override
  public void finish() {
    left.finish();
  }

  @Override
  public void close() {
    held.close();
    left.close();
    right.close();
  }

  private boolean isPresent(int group, int step) {
    return group >= 0 && (presence[group * words + (step >> 6)] & (1L << step)) != 0;
  }

  /** Gathers at which steps the groups of the right side have samples. */
  private final class Presence implements BlockFold<Bits> {
    private final Spares<Bits> spares = new Spares<>();

    @Override
    public Bits arrive(SeriesBlock block) {
      Bits bits = spares.take(() -> new Bits(words));
      bits.begin(groups, block);
      return bits;
    }

    @Override
    public void fold(Bits kept, SeriesBlock block, int from, int to, Tile tile) {
      for (int i = from; i < to; i++) {
        kept.add(i, tile, (i - from) * tile.steps());
      }
    }

    @Override
    public void merge(Bits kept) {
      grow(groups.size());
      for (int i = 0; i < kept.size; i++) {
        int first = kept.group[i] * words;
        for (int word = 0; word < words; word++) {
          presence[first + word] |= kept.bits[i * words + word];
        }
      }
      spares.giveBack(kept);
    }

    private void grow(int size) {
      int needed = Math.multiplyExact(size, words);
      if (needed > presence.length) {
        int length = Math.max(needed, presence.length * 2);
        long more = (long) (length - presence.length) * Long.BYTES;
        held.add(more);
        presence = Arrays.copyOf(presence, length);
      }
    }
  }

  /** The groups of a block's series, and a bit for each of them and each step. */
  private static final class Bits {
    private final int words;
    private final int[] group = new int[BLOCK_SERIES];
    private final long[] bits;
    private int size;

    Bits(int words) {
      this.words = words;
      bits = new long[Math.multiplyExact(BLOCK_SERIES, words)];
    }

    void begin(Groups groups, SeriesBlock block) {
      size = block.size();
      for (int i = 0; i < size; i++) {
        group[i] = groups.of(block.labelBytes(i), block.labelsFrom(i), block.labelsTo(i), false);
      }
      Arrays.fill(bits, 0, size * words, 0);
    }

    void add(int series, Tile tile, int firstCell) {
      int first = series * words;
      for (int step = 0; step < tile.steps(); step++) {
        if (tile.has(firstCell + step)) {
          bits[first + (step >> 6)] |= 1L << step;
        }
      }
    }
  }

  /** Left series with the groups they are in. */
  private final class Block extends PassedBlock {
    private final int[] group;

    Block(SeriesBlock below, int[] group) {
      super(below);
      this.group = group;
    }

    @Override
    public void evaluate(int from, int to, Tile into) {
      super.evaluate(from, to, into);
      for (int i = from; i < to; i++) {
        int firstCell = (i - from) * into.steps();
        for (int step = 0; step < into.steps(); step++) {
          if (isPresent(group[i], step) != wanted) {
            into.remove(firstCell + step);
          }
        }
      }
    }
  }
}
