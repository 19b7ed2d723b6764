package io.meridian.promql.exec;

import io.meridian.model.SampleBuffer;
import io.meridian.model.Tile;
import java.util.Optional;

/** An instant selector: a leaf that has each series' last sample at every step. */
final class InstantSelector implements Operator {
  private final QueryRun run;
  private final SelectedSeries series;
  private final InstantSelection selection;
  private final Spares<SampleBuffer> buffers = new Spares<>();

  InstantSelector(QueryRun run, SelectedSeries series, InstantSelection selection) {
    this.run = run;
    this.series = series;
    this.selection = selection;
  }

  @Override
  public StepGrid steps() {
    return run.steps();
  }

  @Override
  public Optional<SeriesBlock> next() {
    return series.next().map(Block::new);
  }

  @Override
  public void finish() {}

  @Override
  public void close() {
    series.close();
  }

  private final class Block extends LabelledBlock {
    private final SelectedSeries.Block selected;

    Block(SelectedSeries.Block selected) {
      super(selected.labels());
      this.selected = selected;
    }

    @Override
    public void evaluate(int from, int to, Tile into) {
      SampleBuffer samples = buffers.take(SampleBuffer::new);
      long read = 0;
      for (int i = from; i < to; i++) {
        selected.read(i, samples);
        read += samples.size();
        selection.apply(samples, into, i - from);
      }
      run.addRead(read);
      buffers.giveBack(samples);
    }

    @Override
    public void close() {
      selected.close();
    }
  }
}
