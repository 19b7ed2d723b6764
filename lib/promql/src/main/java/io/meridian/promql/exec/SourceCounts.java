package io.meridian.promql.exec;

import io.meridian.model.CountAnswer;
import io.meridian.model.Labels;
import io.meridian.model.LookbackSteps;
import io.meridian.model.SelectHints;
import io.meridian.model.SelectHints.LabelSelection;
import io.meridian.model.SeriesCounts;
import io.meridian.promql.plan.PlanNode.Aggregate;
import io.meridian.promql.plan.PlanNode.Field;
import io.meridian.promql.plan.PlanNode.Select;
import io.meridian.promql.plan.Usage;
import io.meridian.promql.syntax.Grouping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Has a source count the series of a selector, which then need not be read. */
final class SourceCounts {
  private SourceCounts() {}

  /**
   * Adds to a fold how many series a count or group has at each step.
   *
   * @return false, and nothing is added, where its operand is no plain selector or the source has
   *     to be asked for series
   */
  static boolean add(Aggregate aggregate, QueryRun run, GroupedFold<CountAccumulator> fold) {
    Optional<CountAnswer> answer =
        aggregate.operand() instanceof Select select
            ? answer(select, aggregate.aggregation().grouping(), run)
            : Optional.empty();
    answer.ifPresent(found -> {
      try (found) {
        add(found.counts(), run, fold);
        run.outcomes().add(found.outcome());
      }
    });
    return answer.isPresent();
  }

  private static Optional<CountAnswer> answer(Select select, Grouping grouping, QueryRun run) {
    Optional<LabelSelection> needed = select.usage().projection().filter(LabelSelection::include);
    if (needed.isEmpty() || select.smoothed() || select.field() != Field.VALUE) {
      return Optional.empty();
    }
    // A name is needed for remarks on samples, of which there are none.
    List<String> names = new ArrayList<>(needed.get().names());
    if (!grouping.labels().contains(Labels.METRIC_NAME)) {
      names.remove(Labels.METRIC_NAME);
    }
    Usage usage =
        new Usage(
            select.usage().function(),
            select.usage().grouping(),
            Optional.of(new LabelSelection(true, names)),
            false);
    SelectHints hints = Selectors.hints(run, Selectors.window(run, select.shift()), 0, usage);
    return LookbackSteps.of(hints.range(), hints.step(), hints.reach())
        .filter(steps -> steps.count() == run.steps().count())
        .flatMap(steps -> run.source().counts(select.matchers(), hints, steps, run.context()));
  }

  /** Counts count as samples that were read. */
  private static void add(SeriesCounts counts, QueryRun run, GroupedFold<CountAccumulator> fold) {
    for (int i = 0; i < counts.size(); i++) {
      int first = counts.firstCell(i);
      long samples = 0;
      for (int step = 0; step < counts.steps(); step++) {
        samples += counts.cells()[first + step];
      }
      run.addRead(samples);
      fold.add(
          counts.labelBytes(),
          counts.labelsFrom(i),
          counts.labelsTo(i),
          (into, group) -> into.add(group, counts.cells(), first));
    }
  }
}
