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

  private final class Block implements SeriesBlock {
    private final SeriesBlock below;

    Block(SeriesBlock below) {
      this.below = below;
    }

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
      try (Meter.Frame _ = meter.enter()) {
        below.evaluate(from, to, into);
        meter.addSamples(into.count(0, (to - from) * into.steps()));
      }
    }

    @Override
    public void close() {
      below.close();
    }
  }
}
