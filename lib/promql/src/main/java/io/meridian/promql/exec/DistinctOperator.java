package io.meridian.promql.exec;

import io.meridian.model.Tile;
import java.util.Optional;

/** A map that lets series through and fails in the end if two with samples had the same labels. */
final class DistinctOperator implements Operator {
  private final Operator input;
  private final DuplicateSeries duplicates = new DuplicateSeries();

  DistinctOperator(Operator input) {
    this.input = input;
  }

  @Override
  public StepGrid steps() {
    return input.steps();
  }

  @Override
  public Optional<SeriesBlock> next() {
    return input.next().map(block -> new Block(block, duplicates.arrive(block)));
  }

  @Override
  public void finish() {
    input.finish();
    duplicates.check();
  }

  @Override
  public void close() {
    input.close();
  }

  private static final class Block extends LabelledBlock {
    private final SeriesBlock below;
    private final long[] presence;

    Block(SeriesBlock below, long[] presence) {
      super(BlockLabels.of(below));
      this.below = below;
      this.presence = presence;
    }

    @Override
    public void evaluate(int from, int to, Tile into) {
      below.evaluate(from, to, into);
      int steps = into.steps();
      for (int i = from; i < to; i++) {
        if (into.count((i - from) * steps, (i - from + 1) * steps) > 0) {
          presence[i >> 6] |= 1L << i;
        }
      }
    }

    @Override
    public void close() {
      below.close();
    }
  }
}
