package io.meridian.promql;

/**
 * A query's answer together with what each part of it took.
 *
 * @param explanation the plan, its operators measured
 */
public record Analysis(QueryResult result, Explanation explanation) {}
