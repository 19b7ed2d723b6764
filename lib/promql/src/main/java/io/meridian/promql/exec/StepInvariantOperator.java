package io.meridian.promql.exec;

import io.meridian.model.Tile;
import java.util.Arrays;
import java.util.Optional;

/** A map from a part that is evaluated at one step to a row that has its sample at every step. */
final class StepInvariantOperator implements Operator {
  private final StepGrid steps;
  private final Operator input;
  private final Spares<Tile> tiles = new Spares<>();

  StepInvariantOperator(StepGrid steps, Operator input) {
    this.steps = steps;
    this.input = input;
  }

  @Override
  public StepGrid steps() {
    return steps;
  }

  @Override
  public Optional<SeriesBlock> next() {
    return input.next().map(Block::new);
  }

  @Override
  public void finish() {
    input.finish();
  }

  @Override
  public void close() {
    input.close();
  }

  private final class Block extends LabelledBlock {
    private final SeriesBlock below;

    Block(SeriesBlock below) {
      super(BlockLabels.of(below));
      this.below = below;
    }

    @Override
    public void evaluate(int from, int to, Tile into) {
      Tile once = tiles.take(() -> new Tile(BLOCK_SERIES, 1));
      once.clear();
      below.evaluate(from, to, once);
      for (int row = 0; row < to - from; row++) {
        if (once.has(row)) {
          spread(once, row, into, row * steps.count());
        }
      }
      tiles.giveBack(once);
    }

    private void spread(Tile once, int row, Tile into, int cell) {
      int index = once.laneIndex(row);
      if (index < 0) {
        Arrays.fill(into.values(), cell, cell + steps.count(), once.values()[row]);
        into.addWritten(cell, cell + steps.count());
        return;
      }
      int shared = into.lane().add(once.lane(), index);
      for (int i = 0; i < steps.count(); i++) {
        into.putHistogram(cell + i, shared);
      }
    }

    @Override
    public void close() {
      below.close();
    }
  }
}
