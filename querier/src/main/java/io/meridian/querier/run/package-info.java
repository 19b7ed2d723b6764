/**
 * How queries come to run: whose turn it is, how much memory they hold, on which threads they work,
 * and what is remembered of those that took long.
 *
 * <p>What enters: work of a tenant. What leaves: its result, or the refusal that names the limit.
 * Start reading at {@link io.meridian.querier.run.QueryRunner}.
 */
@NullMarked
package io.meridian.querier.run;

import org.jspecify.annotations.NullMarked;
