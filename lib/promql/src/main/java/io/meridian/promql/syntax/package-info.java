/**
 * The language: text in, a tree of sealed records out, and back to text again.
 *
 * <p>What enters: a query as its user wrote it. What leaves: an {@link
 * io.meridian.promql.syntax.Expression} whose types are checked, or an error in Prometheus' words
 * with the place it is about. Start reading at {@link io.meridian.promql.syntax.Expression}; the
 * functions and aggregations that exist are in {@link io.meridian.promql.syntax.FunctionTable} and
 * {@link io.meridian.promql.syntax.AggregationOperator}.
 */
@NullMarked
package io.meridian.promql.syntax;

import org.jspecify.annotations.NullMarked;
