package io.meridian.promql.plan;

/** A change of plans that changes no bit of their answers. */
@FunctionalInterface
public interface Rewrite {
  PlanNode apply(PlanNode plan);
}
