package io.meridian.promql.exec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A map that joins series of the same labels, for functions that give series other labels. It looks
 * at the labels of all series before it gives the first one. Where all differ, as nearly always,
 * series pass through as they are; else all are evaluated and kept. Series of the same labels may
 * not have samples at the same step.
 */
public final class MergingOperator implements Operator {
  private final QueryRun run;
  private final Operator input;
  private final List<SeriesBlock> blocks = new ArrayList<>();
  private int next;
  private boolean looked;
  private @Nullable Operator merged;

  /** A map over an operator, which it owns. */
  public MergingOperator(QueryRun run, Operator input) {
    this.run = run;
    this.input = input;
  }

  @Override
  public StepGrid steps() {
    return input.steps();
  }

  @Override
  public Optional<SeriesBlock> next() {
    if (!looked) {
      looked = true;
      if (!allDiffer()) {
        merged =
            new StoredOperator(input.steps(), () -> new MergedSeries(run.collect(new Taken())));
      }
    }
    return merged == null ? nextTaken() : merged.next();
  }

  private boolean allDiffer() {
    LabelTable labels = new LabelTable();
    int series = 0;
    for (var block = input.next(); block.isPresent(); block = input.next()) {
      blocks.add(block.get());
      for (int i = 0; i < block.get().size(); i++, series++) {
        SeriesBlock of = block.get();
        labels.number(of.labelBytes(i), of.labelsFrom(i), of.labelsTo(i));
      }
    }
    return labels.size() == series;
  }

  private Optional<SeriesBlock> nextTaken() {
    return next == blocks.size() ? Optional.empty() : Optional.of(blocks.get(next++));
  }

  @Override
  public void finish() {
    if (merged == null) {
      input.finish();
    } else {
      merged.finish();
    }
  }

  @Override
  public void close() {
    while (next < blocks.size()) {
      blocks.get(next++).close();
    }
    if (merged != null) {
      merged.close();
    }
    input.close();
  }

  /** The input with the blocks that were taken out of it. */
  private final class Taken implements Operator {
    @Override
    public StepGrid steps() {
      return input.steps();
    }

    @Override
    public Optional<SeriesBlock> next() {
      return nextTaken();
    }

    @Override
    public void finish() {
      input.finish();
    }

    @Override
    public void close() {}
  }
}
