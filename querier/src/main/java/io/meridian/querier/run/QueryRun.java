package io.meridian.querier.run;

import io.meridian.model.QueryContext;

/**
 * A query that has its turn.
 *
 * @param queuedNanos how long it waited for that
 */
public record QueryRun(QueryContext context, long queuedNanos) {}
