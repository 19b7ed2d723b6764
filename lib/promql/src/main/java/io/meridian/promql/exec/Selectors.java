package io.meridian.promql.exec;

import io.meridian.model.Matcher;
import io.meridian.model.SelectHints;
import io.meridian.model.TimeRange;
import io.meridian.promql.plan.PlanNode.Field;
import io.meridian.promql.plan.PlanNode.Select;
import io.meridian.promql.plan.PlanNode.SelectRange;
import io.meridian.promql.plan.TimeShift;
import io.meridian.promql.plan.Usage;
import io.meridian.promql.syntax.RangeExtension;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Opens the leaves of a query: selections of a source, with all that the source may want to know.
 */
public final class Selectors {
  /** How far Thanos' extended rates look back before their range, milliseconds. */
  private static final long REACH = 3_600_000;

  private Selectors() {}

  /** The last samples of series, or their times in seconds, at every step of a run. */
  public static Operator instant(
      QueryRun run, List<Matcher> matchers, TimeShift shift, Field field) {
    return instant(run, matchers, shift, field, Usage.UNKNOWN);
  }

  static Operator instant(QueryRun run, Select select) {
    return select.smoothed()
        ? smoothed(run, select)
        : instant(run, select.matchers(), select.shift(), select.field(), select.usage());
  }

  private static Operator instant(
      QueryRun run, List<Matcher> matchers, TimeShift shift, Field field, Usage usage) {
    Window window = window(run, shift);
    SelectedSeries series = open(run, matchers, window, 0, usage);
    InstantSelection selection =
        new InstantSelection(window, field, run.options().startTimestamps());
    return new InstantSelector(run, series, selection);
  }

  /** The windows of an instant selector. */
  static Window window(QueryRun run, TimeShift shift) {
    long lookback = run.options().lookback().toMillis();
    return new Window(
        run.steps(), shift.at(), shift.offset(), lookback, RangeExtension.NONE, lookback);
  }

  /** Interpolated samples come of windows that reach a lookback to both sides. */
  private static Operator smoothed(QueryRun run, Select select) {
    long lookback = run.options().lookback().toMillis();
    TimeShift shift = select.shift();
    Window window =
        new Window(
            run.steps(),
            shift.at(),
            shift.offset() - lookback,
            2 * lookback,
            RangeExtension.NONE,
            lookback);
    SelectedSeries series = open(run, select.matchers(), window, window.range(), select.usage());
    return new RangeSelectorFunction(
        run,
        series,
        window,
        () -> new SmoothedSample(run.annotations(), select.position(), lookback),
        true);
  }

  static Window window(QueryRun run, SelectRange select) {
    return new Window(
        run.steps(),
        select.shift().at(),
        select.shift().offset(),
        select.range(),
        select.extension(),
        run.options().lookback().toMillis());
  }

  /** The windows of a function that takes the last sample before its range, too. */
  static Window reachingBack(QueryRun run, SelectRange select) {
    Window window = window(run, select);
    return new Window(
        run.steps(), window.at(), window.offset(), window.range(), RangeExtension.ANCHORED, REACH);
  }

  static Operator range(
      QueryRun run,
      SelectRange select,
      Window window,
      Function<Window, Supplier<RangeFunction>> kernels,
      boolean keepsName) {
    SelectedSeries series = open(run, select.matchers(), window, select.range(), select.usage());
    return new RangeSelectorFunction(run, series, window, kernels.apply(window), keepsName);
  }

  static SelectedSeries open(
      QueryRun run, List<Matcher> matchers, Window window, long range, Usage usage) {
    SelectHints hints = hints(run, window, range, usage);
    return new SelectedSeries(
        run.source().select(matchers, hints, run.context()),
        run.outcomes(),
        hints.range(),
        usage.histogramTotals());
  }

  /**
   * What a source is told of a selection.
   *
   * @param range milliseconds of a range selector, 0 for an instant selector
   */
  static SelectHints hints(QueryRun run, Window window, long range, Usage usage) {
    StepGrid steps = run.steps();
    int last = Math.max(0, steps.count() - 1);
    long end = window.readEnd(last);
    TimeRange times = new TimeRange(Math.min(window.readStart(0) + 1, end), end);
    return new SelectHints(
        times,
        steps.count() > 1 ? steps.step() : 0,
        range,
        window.readEnd(0) - window.readStart(0),
        usage.function(),
        usage.grouping(),
        usage.projection(),
        Optional.empty(),
        0,
        0);
  }
}
