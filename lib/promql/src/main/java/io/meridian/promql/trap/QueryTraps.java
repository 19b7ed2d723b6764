package io.meridian.promql.trap;

import io.meridian.promql.exec.Annotations;
import io.meridian.promql.exec.TrapOptions;
import io.meridian.promql.syntax.Expression;
import java.util.List;

/** Looks for the traps that a query's text shows. */
public final class QueryTraps {
  private final List<Trap> traps;

  /** All traps. */
  public QueryTraps(TrapOptions options) {
    traps =
        List.of(
            new RateOfGauge(options.types()),
            new RateOfSum(),
            new QuantileWithoutBounds(),
            new RatioOfItself());
  }

  /** Adds an info for each trap of a query. */
  public void look(Expression query, Annotations annotations) {
    traps.forEach(trap -> trap.look(query, annotations));
    query.children().forEach(child -> look(child, annotations));
  }
}
