package io.meridian.promql.exec;

import io.meridian.promql.plan.PlanNode.Aggregate;
import io.meridian.promql.syntax.Aggregation;
import io.meridian.promql.syntax.Parenthesized;
import java.util.function.Function;
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
      case SUM -> grouped(aggregation, input, run, () -> new SumAccumulator(steps, remarks));
      case AVG -> grouped(aggregation, input, run, () -> new MeanAccumulator(steps, remarks));
      case MIN ->
          grouped(aggregation, input, run, () -> new ExtremeAccumulator(steps, false, remarks));
      case MAX ->
          grouped(aggregation, input, run, () -> new ExtremeAccumulator(steps, true, remarks));
      case COUNT -> grouped(aggregation, input, run, () -> new CountAccumulator(steps, false));
      case GROUP -> grouped(aggregation, input, run, () -> new CountAccumulator(steps, true));
      case STDDEV ->
          grouped(aggregation, input, run, () -> new VarianceAccumulator(steps, true, remarks));
      case STDVAR ->
          grouped(aggregation, input, run, () -> new VarianceAccumulator(steps, false, remarks));
      case QUANTILE -> {
        ParameterCheck.quantiles(aggregation, parameter, run.annotations());
        yield grouped(aggregation, input, run, () -> new QuantileAccumulator(parameter, remarks));
      }
      case TOPK, BOTTOMK ->
          ParameterCheck.counts(parameter)
              ? chosen(run, input, new TopFold(run, aggregation, parameter), TopFold::result)
              : none(run);
      case LIMITK ->
          ParameterCheck.counts(parameter)
              ? chosen(run, input, new LimitFold(run, aggregation, parameter), LimitFold::result)
              : none(run);
      case LIMIT_RATIO ->
          ParameterCheck.ratios(aggregation, parameter, run.annotations())
              ? chosen(run, input, new LimitFold(run, aggregation, parameter), LimitFold::result)
              : none(run);
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
      Aggregation aggregation, Supplier<Operator> input, QueryRun run, Supplier<A> accumulators) {
    return new StoredOperator(
        run.steps(),
        () -> {
          GroupedFold<A> fold = new GroupedFold<>(run, aggregation.grouping(), accumulators);
          try (Operator operator = input.get()) {
            run.drain(operator, fold);
          }
          return fold.result();
        });
  }

  private static <T, F extends BlockFold<T>> Operator chosen(
      QueryRun run, Supplier<Operator> input, F fold, Function<F, StoredSeries> result) {
    return new StoredOperator(
        run.steps(),
        () -> {
          try (Operator operator = input.get()) {
            run.drain(operator, fold);
          }
          return result.apply(fold);
        });
  }

  private static Operator none(QueryRun run) {
    return new StoredOperator(run.steps(), () -> new ChosenSeries(run));
  }
}
