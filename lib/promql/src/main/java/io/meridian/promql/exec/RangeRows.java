package io.meridian.promql.exec;

import io.meridian.model.Labels;
import io.meridian.model.SampleBuffer;
import io.meridian.promql.plan.PlanNode.SelectRange;
import io.meridian.promql.plan.PlanNode.SubqueryRange;
import io.meridian.promql.syntax.RangeExtension;
import java.util.Optional;

/** Range vectors at one instant as they are, for queries that ask for nothing else. */
public final class RangeRows {
  private RangeRows() {}

  /** Where series go. */
  @FunctionalInterface
  public interface Sink {
    void accept(Labels labels, boolean dropsName, SampleBuffer samples);
  }

  /** The samples of a collected series with their times. */
  public static void read(Collected collected, int series, SampleBuffer into) {
    SubqueryFunction.readCells(
        collected.tile(series), collected.firstCell(series), collected.steps(), false, into);
  }

  /** The samples of a range selector at a run's first step. */
  public static void of(SelectRange select, QueryRun run, Sink sink) {
    Window window = Selectors.window(run, select);
    try (SelectedSeries series =
        Selectors.open(run, select.matchers(), window, select.range(), select.usage())) {
      Optional<SelectedSeries.Block> block = series.next();
      while (block.isPresent()) {
        read(block.get(), window, run, sink);
        block.get().close();
        block = series.next();
      }
    }
  }

  private static void read(SelectedSeries.Block block, Window window, QueryRun run, Sink sink) {
    BlockLabels labels = block.labels();
    for (int i = 0; i < labels.size(); i++) {
      run.context().check();
      SampleBuffer samples = new SampleBuffer();
      block.read(i, samples);
      run.addRead(samples.size());
      samples.dropStale();
      RangeSeries range = RangeSeries.of(window, samples);
      SampleBuffer inWindow =
          window.extension() == RangeExtension.NONE
              ? cut(samples, range.from()[0], range.to()[0])
              : ExtendedRange.cut(range);
      if (inWindow.size() > 0) {
        sink.accept(Labels.copyOf(labels.bytes(i), labels.from(i), labels.to(i)), false, inWindow);
      }
    }
  }

  private static SampleBuffer cut(SampleBuffer samples, int from, int to) {
    SampleBuffer cut = new SampleBuffer(Math.max(1, to - from));
    cut.addAll(samples, from, to);
    return cut;
  }

  /** The samples of a subquery at a run's first step. */
  public static void of(SubqueryRange subquery, Assembly assembly, QueryRun run, Sink sink) {
    StepGrid grid = SubqueryGrid.of(subquery, SubqueryGrid.window(subquery, run));
    QueryRun inner = run.at(grid);
    try (Collected collected = inner.collect(assembly.vector(subquery.operand(), inner))) {
      for (int i = 0; i < collected.size(); i++) {
        SampleBuffer samples = new SampleBuffer();
        read(collected, i, samples);
        sink.accept(collected.labels(i), collected.dropsName(i), samples);
      }
    }
  }
}
