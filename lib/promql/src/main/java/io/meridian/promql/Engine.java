package io.meridian.promql;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.QueryContext;
import io.meridian.model.SeriesSource;
import io.meridian.promql.exec.Assembly;
import io.meridian.promql.exec.BinaryLibrary;
import io.meridian.promql.exec.EngineOptions;
import io.meridian.promql.exec.FunctionLibrary;
import io.meridian.promql.exec.Meters;
import io.meridian.promql.exec.QueryRun;
import io.meridian.promql.exec.SharedParts;
import io.meridian.promql.exec.StepGrid;
import io.meridian.promql.exec.TrapOptions;
import io.meridian.promql.plan.CommonParts;
import io.meridian.promql.plan.ConstantFolding;
import io.meridian.promql.plan.HistogramTotals;
import io.meridian.promql.plan.Lowering;
import io.meridian.promql.plan.MatcherPropagation;
import io.meridian.promql.plan.PlanNode;
import io.meridian.promql.plan.Projection;
import io.meridian.promql.plan.QueryTimes;
import io.meridian.promql.plan.Rewrite;
import io.meridian.promql.plan.StepInvariance;
import io.meridian.promql.syntax.Expression;
import io.meridian.promql.syntax.Syntax;
import io.meridian.promql.syntax.ValueType;
import io.meridian.promql.trap.QueryTraps;
import java.util.List;
import java.util.concurrent.Executor;

/**
 * Answers queries. Safe for use by many threads.
 *
 * <p>A query goes from text to a checked tree ({@link #parse}), to a plan, through the rewrites, to
 * operators, which are run to their end; the answer is complete when it is returned.
 */
public final class Engine {
  private final EngineOptions options;
  private final Assembly assembly;
  private final List<Rewrite> rewrites;
  private final Executor workers;

  /**
   * An engine.
   *
   * @param workers where a query's other threads come from; unused if the options allow one thread
   */
  public Engine(
      EngineOptions options, FunctionLibrary functions, BinaryLibrary binaries, Executor workers) {
    this(options, functions, binaries, workers, rewrites(options, binaries));
  }

  Engine(
      EngineOptions options,
      FunctionLibrary functions,
      BinaryLibrary binaries,
      Executor workers,
      List<Rewrite> rewrites) {
    this.options = options;
    this.workers = workers;
    this.rewrites = rewrites;
    assembly = new Assembly(functions, binaries);
  }

  /** All rewrites, in their order. */
  static List<Rewrite> rewrites(EngineOptions options, BinaryLibrary binaries) {
    return List.of(
        new ConstantFolding((operation, left, right) ->
            binaries.scalars(operation, new double[] {left}, new double[] {right})[0]),
        new MatcherPropagation(),
        new Projection(options.traps().map(TrapOptions::clusterLabel).stream().toList()),
        new HistogramTotals(),
        new StepInvariance(),
        new CommonParts());
  }

  public EngineOptions options() {
    return options;
  }

  /**
   * The checked tree of a query's text.
   *
   * @throws InvalidRequestException with Prometheus' message
   */
  public Expression parse(String query) {
    return Syntax.parse(query, options.syntax());
  }

  /**
   * Answers a query at an instant.
   *
   * @param time Unix milliseconds
   * @throws io.meridian.model.MeridianException if there is no answer
   */
  public QueryResult instant(
      Expression query, long time, SeriesSource source, QueryContext context) {
    return DeepStack.run(query, () -> answer(query, QueryTimes.instant(time), source, context));
  }

  /**
   * Answers a query at several instants.
   *
   * @param times when
   * @throws io.meridian.model.MeridianException if there is no answer
   */
  public QueryResult range(
      Expression query, QueryTimes times, SeriesSource source, QueryContext context) {
    return DeepStack.run(query, () -> answer(query, times, source, context));
  }

  /** The plan of a query after all rewrites, for people; nothing is run. */
  public Explanation explain(Expression query, QueryTimes times) {
    check(query, times);
    return DeepStack.run(query, () -> Explanation.of(rewritten(query, times), new Meters(false)));
  }

  /**
   * Answers a query and measures each of its operators, which costs some microseconds a block.
   *
   * @throws io.meridian.model.MeridianException if there is no answer
   */
  public Analysis analyze(
      Expression query, QueryTimes times, SeriesSource source, QueryContext context) {
    check(query, times);
    return DeepStack.run(
        query,
        () -> {
          PlanNode plan = rewritten(query, times);
          Meters meters = new Meters(true);
          QueryResult result = answer(query, plan, times, source, context, meters);
          return new Analysis(result, Explanation.of(plan, meters));
        });
  }

  private static void check(Expression query, QueryTimes times) {
    if (!times.isInstant()
        && query.type() != ValueType.VECTOR
        && query.type() != ValueType.SCALAR) {
      throw new InvalidRequestException(
          "invalid expression type \"%s\" for range query, must be Scalar or instant Vector"
              .formatted(query.type().description()));
    }
  }

  /** The plan of a query after all rewrites. */
  public PlanNode plan(Expression query, QueryTimes times) {
    return DeepStack.run(query, () -> rewritten(query, times));
  }

  private PlanNode rewritten(Expression query, QueryTimes times) {
    PlanNode plan = new Lowering(times, options.subqueryStep().toMillis()).lower(query);
    for (Rewrite rewrite : rewrites) {
      plan = rewrite.apply(plan);
    }
    return plan;
  }

  private QueryResult answer(
      Expression query, QueryTimes times, SeriesSource source, QueryContext context) {
    check(query, times);
    return answer(query, rewritten(query, times), times, source, context, new Meters(false));
  }

  private QueryResult answer(
      Expression query,
      PlanNode plan,
      QueryTimes times,
      SeriesSource source,
      QueryContext context,
      Meters meters) {
    long begun = System.nanoTime();
    StepGrid steps =
        times.isInstant()
            ? StepGrid.instant(times.start())
            : StepGrid.between(times.start(), times.end(), times.step());
    try (SharedParts shared = SharedParts.of(plan)) {
      QueryRun run = new QueryRun(source, context, steps, options, workers, shared, meters);
      options.traps().ifPresent(traps -> new QueryTraps(traps).look(query, run.annotations()));
      QueryResult.Value value = new Answer(assembly, run, times.isInstant()).of(plan);
      QueryStatistics statistics =
          new QueryStatistics(context.samples(), context.peakBytes(), System.nanoTime() - begun);
      return new QueryResult(value, run.annotations().all(), run.outcomes().all(), statistics);
    }
  }
}
