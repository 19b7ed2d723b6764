package io.meridian.promql.exec;

import io.meridian.promql.plan.PlanNode;
import io.meridian.promql.plan.PlanNode.Aggregate;
import io.meridian.promql.plan.PlanNode.Select;
import io.meridian.promql.plan.PlanNode.StepInvariant;
import io.meridian.promql.syntax.Aggregation;
import io.meridian.promql.syntax.Grouping;
import io.meridian.promql.syntax.Parenthesized;
import java.util.Optional;
import java.util.function.Supplier;

/** The operator of each aggregation. */
final class Aggregations {
  private Aggregations() {}

  /**
   * An aggregation's operator.
   *
   * @param parameter its scalar parameter at every step, empty if it has none
   * @param input opens what is aggregated
   */
  static Operator operator(
      Aggregate aggregate, double[] parameter, Supplier<Operator> input, QueryRun run) {
    Aggregation aggregation = aggregate.aggregation();
    int steps = run.steps().count();
    HistogramRemarks remarks =
        new HistogramRemarks(
            run.annotations(),
            aggregation.operator().symbol(),
            Parenthesized.unwrap(aggregation.operand()).position());
    return switch (aggregation.operator()) {
      case SUM -> grouped(aggregate, input, run, () -> new SumAccumulator(steps, remarks));
      case AVG -> grouped(aggregate, input, run, () -> new MeanAccumulator(steps, remarks));
      case MIN ->
          grouped(aggregate, input, run, () -> new ExtremeAccumulator(steps, false, remarks));
      case MAX ->
          grouped(aggregate, input, run, () -> new ExtremeAccumulator(steps, true, remarks));
      case COUNT -> counted(aggregate, input, run, false);
      case GROUP -> counted(aggregate, input, run, true);
      case STDDEV ->
          grouped(aggregate, input, run, () -> new VarianceAccumulator(steps, true, remarks));
      case STDVAR ->
          grouped(aggregate, input, run, () -> new VarianceAccumulator(steps, false, remarks));
      case QUANTILE -> {
        ParameterCheck.quantiles(aggregation, parameter, run.annotations());
        yield grouped(aggregate, input, run, () -> new QuantileAccumulator(parameter, remarks));
      }
      case TOPK, BOTTOMK -> {
        TopFold fold = new TopFold(run, aggregation, parameter);
        yield chosen(run, input, fold, () -> ParameterCheck.counts(parameter), fold::result);
      }
      case LIMITK -> {
        LimitFold fold = new LimitFold(run, aggregation, parameter);
        yield chosen(run, input, fold, () -> ParameterCheck.counts(parameter), fold::result);
      }
      case LIMIT_RATIO -> {
        LimitFold fold = new LimitFold(run, aggregation, parameter);
        Runnable check = () -> ParameterCheck.ratios(aggregation, parameter, run.annotations());
        yield chosen(run, input, fold, check, fold::result);
      }
      case COUNT_VALUES -> {
        String label = ParameterCheck.labelName(aggregate);
        CountedValues values = new CountedValues(run, label, aggregation.grouping());
        yield new StoredOperator(
            run.steps(),
            () -> {
              try (Collected collected = run.collect(input.get())) {
                return values.count(collected);
              }
            });
      }
    };
  }

  private static <A extends Accumulator<A>> Operator grouped(
      Aggregate aggregate, Supplier<Operator> input, QueryRun run, Supplier<A> accumulators) {
    return new StoredOperator(
        run.steps(),
        () -> {
          GroupedFold<A> fold = fold(aggregate, run, accumulators);
          drain(input, run, fold);
          return fold.result();
        });
  }

  private static <A extends Accumulator<A>> GroupedFold<A> fold(
      Aggregate aggregate, QueryRun run, Supplier<A> accumulators) {
    Grouping grouping = aggregate.aggregation().grouping();
    return new GroupedFold<>(run, grouping, accumulators, clusters(aggregate, run));
  }

  private static void drain(Supplier<Operator> input, QueryRun run, GroupedFold<?> fold) {
    try (Operator operator = input.get()) {
      run.drain(operator, fold);
    }
  }

  /** Counts series; those of a selector may have been counted where they are. */
  private static Operator counted(
      Aggregate aggregate, Supplier<Operator> input, QueryRun run, boolean justOne) {
    int steps = run.steps().count();
    return new StoredOperator(
        run.steps(),
        () -> {
          GroupedFold<CountAccumulator> fold =
              fold(aggregate, run, () -> new CountAccumulator(steps, justOne));
          if (!SourceCounts.add(aggregate, run, fold)) {
            drain(input, run, fold);
          }
          return isCounted(aggregate) ? fold.sorted() : fold.result();
        });
  }

  /** Whether series are counted as they are, which sources may give in any order. */
  private static boolean isCounted(Aggregate aggregate) {
    PlanNode operand =
        aggregate.operand() instanceof StepInvariant invariant
            ? invariant.operand()
            : aggregate.operand();
    return operand instanceof Select;
  }

  /** Who aggregates what is grouped by cluster already does so on purpose. */
  private static Optional<MergedClusters> clusters(Aggregate aggregate, QueryRun run) {
    return run.options()
        .traps()
        .map(TrapOptions::clusterLabel)
        .filter(label ->
            !(aggregate.operand() instanceof Aggregate inner
                && inner.aggregation().grouping().labels().contains(label)))
        .map(label -> new MergedClusters(aggregate.aggregation(), label, run.annotations()));
  }

  /**
   * Where no series is asked for, or parameters make no sense, the operand is evaluated all the
   * same: for its remarks, and for what is wrong with it, which comes first.
   */
  private static Operator chosen(
      QueryRun run,
      Supplier<Operator> input,
      BlockFold<?> fold,
      Runnable check,
      Supplier<StoredSeries> result) {
    return new StoredOperator(
        run.steps(),
        () -> {
          try (Operator operator = input.get()) {
            run.drain(operator, fold);
          }
          check.run();
          return result.get();
        });
  }
}
