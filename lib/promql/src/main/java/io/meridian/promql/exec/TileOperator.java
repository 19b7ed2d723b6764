package io.meridian.promql.exec;

import io.meridian.model.Tile;
import java.util.Optional;
import java.util.function.Supplier;

/** A map that has a kernel work on its input's tiles in place. */
public final class TileOperator implements Operator {
  private final QueryRun run;
  private final Operator input;
  private final Supplier<TileFunction> kernels;
  private final boolean keepsName;
  private final Spares<TileFunction> spares = new Spares<>();

  /**
   * A map over an operator, which it owns.
   *
   * @param kernels makes kernels, one for each thread that needs one
   * @param keepsName whether series keep their names
   */
  public TileOperator(
      QueryRun run, Operator input, Supplier<TileFunction> kernels, boolean keepsName) {
    this.run = run;
    this.input = input;
    this.kernels = kernels;
    this.keepsName = keepsName;
  }

  @Override
  public StepGrid steps() {
    return input.steps();
  }

  @Override
  public Optional<SeriesBlock> next() {
    return input.next().map(this::block);
  }

  private SeriesBlock block(SeriesBlock below) {
    BlockLabels labels = BlockLabels.of(below);
    return new Block(
        keepsName ? labels : labels.withoutNames(run.options().delayedNameRemoval()), below);
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

    Block(BlockLabels labels, SeriesBlock below) {
      super(labels);
      this.below = below;
    }

    @Override
    public void evaluate(int from, int to, Tile into) {
      TileFunction kernel = spares.take(kernels);
      below.evaluate(from, to, into);
      kernel.apply(below, from, to - from, into);
      spares.giveBack(kernel);
    }

    @Override
    public void close() {
      below.close();
    }
  }
}
