package io.meridian.promql.exec;

import io.meridian.promql.plan.PlanNode;
import java.util.IdentityHashMap;
import java.util.Optional;

/**
 * The meters of a query: one for each node of its plan if operators are to be measured, else one
 * for all of them. Used by the thread that builds the operators, and when they are through.
 */
public final class Meters {
  private final boolean each;
  private final Meter whole = new Meter();
  private final IdentityHashMap<PlanNode, Meter> byNode = new IdentityHashMap<>();

  /**
   * Meters for a query.
   *
   * @param each whether each operator is measured
   */
  public Meters(boolean each) {
    this.each = each;
  }

  boolean each() {
    return each;
  }

  /** The meter of what belongs to no operator. */
  public Meter whole() {
    return whole;
  }

  Meter of(PlanNode node) {
    return each ? byNode.computeIfAbsent(node, _ -> new Meter()) : whole;
  }

  /** What a node's operator did; empty if it has none, or was not measured. */
  public Optional<OperatorStatistics> statistics(PlanNode node) {
    return Optional.ofNullable(byNode.get(node)).map(Meter::statistics);
  }
}
