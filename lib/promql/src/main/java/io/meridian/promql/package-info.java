/**
 * A query engine that gives Prometheus' answers from arrays instead of objects.
 *
 * <p>What enters: a query's text, its times and a {@link io.meridian.model.SeriesSource}. What
 * leaves: a {@link io.meridian.promql.QueryResult}. Start reading at {@link
 * io.meridian.promql.Engine}, which leads from text ({@code syntax}) by way of a plan ({@code
 * plan}) to operators ({@code exec}).
 */
@NullMarked
package io.meridian.promql;

import org.jspecify.annotations.NullMarked;
