/**
 * Plans: what a query does, as sealed records without source positions but those that annotations
 * name.
 *
 * <p>What enters: a checked syntax tree, and the instants of the query. What leaves: a {@link
 * io.meridian.promql.plan.PlanNode}, made by {@link io.meridian.promql.plan.Lowering} and changed
 * by rewrites, one class each, that the engine lists. A rewrite never changes a bit of the answer.
 * Start reading at {@link io.meridian.promql.plan.PlanNode}.
 */
@NullMarked
package io.meridian.promql.plan;

import org.jspecify.annotations.NullMarked;
