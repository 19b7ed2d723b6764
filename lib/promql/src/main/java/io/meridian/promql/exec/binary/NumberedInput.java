package io.meridian.promql.exec.binary;

import io.meridian.model.Tile;
import io.meridian.promql.exec.Operator;
import io.meridian.promql.exec.SeriesBlock;
import io.meridian.promql.exec.StepGrid;
import java.util.Optional;

/** Numbers the series that pass by, for remarks, which are made when all have passed. */
final class NumberedInput implements Operator {
  private final Operator input;
  private final Remarks remarks;
  private int passed;

  NumberedInput(Operator input, Remarks remarks) {
    this.input = input;
    this.remarks = remarks;
  }

  /** The number of a block's first series. */
  static int first(SeriesBlock block) {
    return block instanceof Block numbered ? numbered.first : 0;
  }

  @Override
  public StepGrid steps() {
    return input.steps();
  }

  @Override
  public Optional<SeriesBlock> next() {
    Optional<SeriesBlock> block = input.next();
    int first = passed;
    block.ifPresent(some -> passed += some.size());
    return block.map(some -> new Block(some, first));
  }

  @Override
  public void finish() {
    input.finish();
    remarks.announce();
  }

  @Override
  public void close() {
    input.close();
  }

  private record Block(SeriesBlock below, int first) implements SeriesBlock {
    @Override
    public int size() {
      return below.size();
    }

    @Override
    public byte[] labelBytes(int series) {
      return below.labelBytes(series);
    }

    @Override
    public int labelsFrom(int series) {
      return below.labelsFrom(series);
    }

    @Override
    public int labelsTo(int series) {
      return below.labelsTo(series);
    }

    @Override
    public boolean dropsName(int series) {
      return below.dropsName(series);
    }

    @Override
    public void evaluate(int from, int to, Tile into) {
      below.evaluate(from, to, into);
    }

    @Override
    public void close() {
      below.close();
    }
  }
}
