package io.meridian.promql.exec;

import io.meridian.model.Tile;
import java.util.Optional;

/** A map that changes nothing and counts what passes. */
final class MeasuredOperator implements Operator {
  private final Operator operator;
  private final Meter meter;

  MeasuredOperator(Operator operator, Meter meter) {
    this.operator = operator;
    this.meter = meter;
  }

  @Override
  public StepGrid steps() {
    return operator.steps();
  }

  @Override
  public Optional<SeriesBlock> next() {
    try (Meter.Frame _ = meter.enter()) {
      Optional<SeriesBlock> block = operator.next();
      block.ifPresent(some -> meter.addSeries(some.size()));
      return block.map(Block::new);
    }
  }

  @Override
  public void finish() {
    try (Meter.Frame _ = meter.enter()) {
      operator.finish();
    }
  }

  @Override
  public void close() {
    operator.close();
  }

  private final class Block extends PassedBlock {
    Block(SeriesBlock below) {
      super(below);
    }

    @Override
    public void evaluate(int from, int to, Tile into) {
      try (Meter.Frame _ = meter.enter()) {
        super.evaluate(from, to, into);
        meter.addSamples(into.count(0, (to - from) * into.steps()));
      }
    }
  }
}
