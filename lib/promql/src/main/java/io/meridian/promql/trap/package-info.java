/**
 * Query traps: what a query asks for that its author can hardly want.
 *
 * <p>What enters: a checked syntax tree and what is known of metrics. What leaves: infos among the
 * query's annotations. One class a trap; {@link io.meridian.promql.trap.QueryTraps} lists them. The
 * one that only data shows, merged clusters, is watched for in {@code exec}.
 */
@NullMarked
package io.meridian.promql.trap;

import org.jspecify.annotations.NullMarked;
