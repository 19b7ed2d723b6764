package io.meridian.promql.exec.binary;

import io.meridian.promql.exec.Operator;
import io.meridian.promql.exec.PassedBlock;
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

  private static final class Block extends PassedBlock {
    private final int first;

    Block(SeriesBlock below, int first) {
      super(below);
      this.first = first;
    }
  }
}
