package io.meridian.promql.exec;

import io.meridian.model.QueryContext;
import io.meridian.model.SeriesSource;
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
 */
public record QueryRun(
    SeriesSource source,
    QueryContext context,
    StepGrid steps,
    EngineOptions options,
    Annotations annotations,
    Outcomes outcomes,
    Executor workers) {

  /** The same run at other instants. */
  public QueryRun at(StepGrid grid) {
    return new QueryRun(source, context, grid, options, annotations, outcomes, workers);
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
