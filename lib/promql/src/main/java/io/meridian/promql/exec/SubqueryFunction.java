package io.meridian.promql.exec;

import io.meridian.model.CounterResetHint;
import io.meridian.model.HistogramLane;
import io.meridian.model.SampleBuffer;
import io.meridian.model.Tile;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A map that runs a range function over a subquery: a row of the inner grid becomes a column of
 * samples. Reset hints become unknown, since samples in between are missing, or the same one may
 * come twice.
 */
final class SubqueryFunction implements Operator {
  private final QueryRun run;
  private final Operator inner;
  private final Window window;
  private final Supplier<RangeFunction> kernels;
  private final boolean keepsName;
  private final Spares<Workplace> workplaces = new Spares<>();
  private final HeldMemory held;

  SubqueryFunction(
      QueryRun run,
      Operator inner,
      Window window,
      Supplier<RangeFunction> kernels,
      boolean keepsName) {
    this.run = run;
    this.inner = inner;
    this.window = window;
    this.kernels = kernels;
    this.keepsName = keepsName;
    held = new HeldMemory(run);
  }

  @Override
  public StepGrid steps() {
    return run.steps();
  }

  @Override
  public Optional<SeriesBlock> next() {
    return inner.next().map(this::block);
  }

  private SeriesBlock block(SeriesBlock below) {
    BlockLabels labels = BlockLabels.of(below);
    return new Block(
        keepsName ? labels : labels.withoutNames(run.options().delayedNameRemoval()), below);
  }

  @Override
  public void finish() {
    inner.finish();
  }

  @Override
  public void close() {
    held.close();
    inner.close();
  }

  /**
   * Adds the samples of a run of cells to a buffer.
   *
   * @param resetsUnknown whether reset hints become unknown
   */
  static void readCells(
      Tile tile, int firstCell, StepGrid grid, boolean resetsUnknown, SampleBuffer into) {
    for (int i = 0; i < grid.count(); i++) {
      int cell = firstCell + i;
      if (!tile.has(cell)) {
        continue;
      }
      int index = tile.laneIndex(cell);
      if (index < 0) {
        into.add(grid.time(i), tile.values()[cell]);
        continue;
      }
      HistogramLane lane = tile.lane();
      boolean kept = !resetsUnknown || lane.hint(index) == CounterResetHint.GAUGE;
      into.lane().add(lane, index, kept ? lane.hint(index) : CounterResetHint.UNKNOWN);
      into.addHistogram(grid.time(i), tile.values()[cell], 0);
    }
  }

  /** What one thread needs. */
  private final class Workplace {
    private final Tile tile;
    private final SampleBuffer samples = new SampleBuffer();
    private final RangeSeries input = new RangeSeries(window, samples);
    private final RangeFunction kernel = kernels.get();

    Workplace() {
      int count = inner.steps().count();
      int rows = Math.min(BLOCK_SERIES, Tile.seriesFor(count));
      held.add((long) rows * count * Double.BYTES + (long) count * (Long.BYTES + Double.BYTES));
      tile = new Tile(rows, count);
    }
  }

  private final class Block extends LabelledBlock {
    private final SeriesBlock below;

    Block(BlockLabels labels, SeriesBlock below) {
      super(labels);
      this.below = below;
    }

    @Override
    public void evaluate(int from, int to, Tile into) {
      Workplace place = workplaces.take(Workplace::new);
      int rows = place.tile.series();
      for (int at = from; at < to; at += rows) {
        int end = Math.min(to, at + rows);
        place.tile.clear();
        below.evaluate(at, end, place.tile);
        for (int i = at; i < end; i++) {
          apply(place, i, i - at, into, i - from);
        }
      }
      workplaces.giveBack(place);
    }

    private void apply(Workplace place, int series, int innerRow, Tile into, int row) {
      place.samples.clear();
      readCells(place.tile, innerRow * inner.steps().count(), inner.steps(), true, place.samples);
      place.samples.dropStale();
      place.input.labels(
          below.labelBytes(series), below.labelsFrom(series), below.labelsTo(series));
      place.input.findWindows();
      place.kernel.apply(place.input, into, row);
    }

    @Override
    public void close() {
      below.close();
    }
  }
}
