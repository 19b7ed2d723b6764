package io.meridian.promql.exec;

import io.meridian.model.SampleBuffer;
import io.meridian.model.Tile;
import java.util.Optional;
import java.util.function.Supplier;

/** A range function over a selector: a leaf that decodes each series once for all steps. */
final class RangeSelectorFunction implements Operator {
  private final QueryRun run;
  private final SelectedSeries series;
  private final Window window;
  private final Supplier<RangeFunction> kernels;
  private final boolean keepsName;
  private final Spares<Workplace> workplaces = new Spares<>();
  private final HeldMemory held;

  RangeSelectorFunction(
      QueryRun run,
      SelectedSeries series,
      Window window,
      Supplier<RangeFunction> kernels,
      boolean keepsName) {
    this.run = run;
    this.series = series;
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
    return series.next().map(this::block);
  }

  private SeriesBlock block(SelectedSeries.Block selected) {
    BlockLabels labels = selected.labels();
    if (!keepsName) {
      labels = labels.withoutNames(run.options().delayedNameRemoval());
    }
    return new Block(labels, selected);
  }

  @Override
  public void finish() {}

  @Override
  public void close() {
    held.close();
    series.close();
  }

  /** What one thread needs. */
  private final class Workplace {
    private final SampleBuffer samples = new SampleBuffer();
    private final RangeSeries input = new RangeSeries(window, samples);
    private final RangeFunction kernel = kernels.get();
    private int charged;

    /** Charges the room that the longest series so far has taken. */
    void chargeRoom() {
      int room = samples.times().length;
      if (room > charged) {
        held.add((long) (room - charged) * (Long.BYTES + Double.BYTES));
        charged = room;
      }
    }
  }

  private final class Block extends LabelledBlock {
    private final SelectedSeries.Block selected;

    Block(BlockLabels labels, SelectedSeries.Block selected) {
      super(labels);
      this.selected = selected;
    }

    @Override
    public void evaluate(int from, int to, Tile into) {
      Workplace place = workplaces.take(Workplace::new);
      BlockLabels names = selected.labels();
      long read = 0;
      for (int i = from; i < to; i++) {
        selected.read(i, place.samples);
        read += place.samples.size();
        place.chargeRoom();
        place.samples.dropStale();
        place.input.labels(names.bytes(i), names.from(i), names.to(i));
        place.input.findWindows();
        place.kernel.apply(place.input, into, i - from);
      }
      run.addRead(read);
      workplaces.giveBack(place);
    }

    @Override
    public void close() {
      selected.close();
    }
  }
}
