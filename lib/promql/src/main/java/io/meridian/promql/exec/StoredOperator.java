package io.meridian.promql.exec;

import io.meridian.model.Tile;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An operator that needs all its input before it gives its first series: it works when first asked,
 * and then gives what it keeps.
 */
public final class StoredOperator implements Operator {
  private final StepGrid steps;
  private final Supplier<StoredSeries> work;
  private @Nullable StoredSeries series;
  private int next;

  /**
   * An operator.
   *
   * @param work runs what is below and gives the series to be handed on; called once
   */
  public StoredOperator(StepGrid steps, Supplier<StoredSeries> work) {
    this.steps = steps;
    this.work = work;
  }

  @Override
  public StepGrid steps() {
    return steps;
  }

  @Override
  public Optional<SeriesBlock> next() {
    StoredSeries stored = series;
    if (stored == null) {
      stored = work.get();
      series = stored;
    }
    if (next == stored.size()) {
      return Optional.empty();
    }
    int from = next;
    next = Math.min(stored.size(), from + BLOCK_SERIES);
    return Optional.of(new Block(stored, from, next - from));
  }

  @Override
  public void finish() {
    if (series != null) {
      series.finish();
    }
  }

  @Override
  public void close() {
    if (series != null) {
      series.close();
      series = null;
    }
  }

  /** Some of the kept series. */
  private record Block(StoredSeries stored, int first, int size) implements SeriesBlock {
    @Override
    public byte[] labelBytes(int series) {
      return stored.labelBytes(first + series);
    }

    @Override
    public int labelsFrom(int series) {
      return stored.labelsFrom(first + series);
    }

    @Override
    public int labelsTo(int series) {
      return stored.labelsTo(first + series);
    }

    @Override
    public boolean dropsName(int series) {
      return stored.dropsName(first + series);
    }

    @Override
    public void evaluate(int from, int to, Tile into) {
      for (int i = from; i < to; i++) {
        stored.copy(first + i, into, i - from);
      }
    }

    @Override
    public void close() {}
  }
}
