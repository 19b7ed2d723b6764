package io.meridian.querier.api;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.SeriesSource;
import io.meridian.promql.Analysis;
import io.meridian.promql.Engine;
import io.meridian.promql.Explanation;
import io.meridian.promql.QueryResult;
import io.meridian.promql.exec.EngineOptions;
import io.meridian.promql.exec.binary.BinaryOperators;
import io.meridian.promql.function.Functions;
import io.meridian.promql.plan.QueryTimes;
import io.meridian.promql.syntax.Expression;
import io.meridian.querier.run.QueryRun;
import io.meridian.storeapi.dial.FleetQuery;
import io.meridian.storeapi.dial.FleetSource;
import io.meridian.storeapi.dial.StoreFigures;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;

/** Answers questions over the fleet. */
final class Queries {
  private final EngineOptions options;
  private final Functions functions = new Functions();
  private final BinaryOperators binaries = new BinaryOperators();
  private final Executor helpers;
  private final Function<FleetQuery, FleetSource> fleet;

  /**
   * Queries that are answered in some way.
   *
   * @param helpers threads that take a part of a query's work
   * @param fleet all stores as one source
   */
  Queries(EngineOptions options, Executor helpers, Function<FleetQuery, FleetSource> fleet) {
    this.options = options;
    this.helpers = helpers;
    this.fleet = fleet;
  }

  /**
   * A question's answer.
   *
   * @param explanation how it was found, if that was asked
   * @param stores what each store's part in it cost
   */
  record Found(QueryResult result, Optional<Explanation> explanation, List<StoreFigures> stores) {}

  /**
   * The checked tree of a query's text.
   *
   * @throws InvalidRequestException with Prometheus' message
   */
  Expression parse(String text) {
    try {
      return engine(options.lookback()).parse(text);
    } catch (InvalidRequestException e) {
      throw new InvalidRequestException(ApiRequest.invalid("query") + ": " + e.getMessage(), e);
    }
  }

  /**
   * Answers; where no store has a series in the finest data that will do, coarser is tried. What
   * the answer takes of memory is charged to the run, for as long as the answer is held.
   */
  Found find(Question question, Expression query, boolean analyze, QueryRun run) {
    for (int i = 0; ; i++) {
      long resolution = question.resolutions().get(i);
      FleetSource stores = fleet.apply(question.fleet().withMaxResolution(resolution));
      WatchedSource source = new WatchedSource(stores, question.shard(), run);
      Engine engine = engine(question.lookback().orElseGet(() -> lookback(resolution)));
      Found found =
          analyze
              ? analysis(engine, question.times(), query, run, source, stores)
              : found(result(engine, question.times(), query, run, source), stores);
      if (i == question.resolutions().size() - 1 || !source.isEmpty()) {
        found.result().value().series().forEach(series -> run.context().charge(series.bytes()));
        return found;
      }
    }
  }

  private static Found analysis(
      Engine engine,
      QueryTimes times,
      Expression query,
      QueryRun run,
      SeriesSource source,
      FleetSource stores) {
    Analysis analysis = engine.analyze(query, times, source, run.context());
    return new Found(analysis.result(), Optional.of(analysis.explanation()), stores.figures());
  }

  private static Found found(QueryResult result, FleetSource stores) {
    return new Found(result, Optional.empty(), stores.figures());
  }

  private static QueryResult result(
      Engine engine, QueryTimes times, Expression query, QueryRun run, SeriesSource source) {
    return times.isInstant()
        ? engine.instant(query, times.start(), source, run.context())
        : engine.range(query, times, source, run.context());
  }

  /** The plan of a query. */
  Explanation explain(Question question, Expression query) {
    return engine(question.lookback().orElseGet(() -> lookback(question.resolutions().getFirst())))
        .explain(query, question.times());
  }

  private Engine engine(Duration lookback) {
    return new Engine(options.withLookback(lookback), functions, binaries, helpers);
  }

  /** Of downsampled data one sample at least. */
  private Duration lookback(long resolution) {
    long coarsest = resolution >= 3_600_000 ? 3_600_000 : resolution >= 300_000 ? 300_000 : 0;
    return Duration.ofMillis(Math.max(options.lookback().toMillis(), coarsest));
  }
}
