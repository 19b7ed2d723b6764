package io.meridian.promql.exec;

import io.meridian.model.LimitExceededException;
import io.meridian.model.QueryContext;
import io.meridian.model.SeriesSource;
import io.meridian.promql.plan.PlanNode;
import java.util.concurrent.Executor;

/**
 * What the operators of one part of a running query share. A subquery's inside, and a
 * step-invariant part, has a run of its own with other steps.
 *
 * @param source where series come from
 * @param context deadline, cancellation and budgets
 * @param steps when this part is evaluated
 * @param options the engine's
 * @param annotations where infos and warnings go
 * @param outcomes where selections say how complete they are
 * @param workers runs what other threads may do
 * @param shared what is run once for several places of the plan
 * @param meters what operators count with
 * @param meter the one of the operator that this run was given to
 */
public record QueryRun(
    SeriesSource source,
    QueryContext context,
    StepGrid steps,
    EngineOptions options,
    Annotations annotations,
    Outcomes outcomes,
    Executor workers,
    SharedParts shared,
    Meters meters,
    Meter meter) {
  private static final int MOST_CELLS = Integer.MAX_VALUE - 64;

  /** A run of a whole query. */
  public QueryRun(
      SeriesSource source,
      QueryContext context,
      StepGrid steps,
      EngineOptions options,
      Executor workers,
      SharedParts shared,
      Meters meters) {
    this(
        source,
        context,
        steps,
        options,
        new Annotations(),
        new Outcomes(),
        workers,
        shared,
        meters,
        meters.whole());
  }

  /** The same run at other instants. */
  public QueryRun at(StepGrid grid) {
    return new QueryRun(
        source, context, grid, options, annotations, outcomes, workers, shared, meters, meter);
  }

  /** The same run for the operator of a node. */
  QueryRun of(PlanNode node) {
    return new QueryRun(
        source,
        context,
        steps,
        options,
        annotations,
        outcomes,
        workers,
        shared,
        meters,
        meters.of(node));
  }

  /**
   * Takes bytes of the query's memory, to be given back by {@link #release}; {@link HeldMemory}
   * keeps the account.
   *
   * @throws io.meridian.model.LimitExceededException if the query may not have as much
   */
  public void charge(long bytes) {
    context.charge(bytes);
    meter.addBytes(bytes);
  }

  /**
   * Checks that an array may hold a number of series at all steps of this part.
   *
   * @throws io.meridian.model.LimitExceededException if none can
   */
  void checkCells(long series) {
    long cells = series * steps.count();
    if (cells > MOST_CELLS) {
      throw new LimitExceededException("series × steps of an operator", MOST_CELLS, cells, "cells");
    }
  }

  /** Gives back bytes taken by {@link #charge}. */
  public void release(long bytes) {
    context.release(bytes);
    meter.addBytes(-bytes);
  }

  /**
   * Counts samples that were decoded.
   *
   * @throws io.meridian.model.LimitExceededException if the query may not read as many
   */
  void addRead(long samples) {
    context.addSamples(samples);
    meter.addRead(samples);
  }

  /**
   * Runs an operator to its end, spreading its blocks over threads, and finishes it; it is for the
   * caller to close.
   */
  public <T> void drain(Operator operator, BlockFold<T> fold) {
    new Drain<>(this, operator, fold).run();
  }

  /**
   * Runs an operator to its end and keeps all series that have a sample; finishes and closes it.
   */
  public Collected collect(Operator operator) {
    return Collected.of(operator, this);
  }
}
