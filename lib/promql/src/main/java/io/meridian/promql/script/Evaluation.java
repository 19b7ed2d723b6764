package io.meridian.promql.script;

/**
 * A query and what it must answer.
 *
 * @param line where it stands, from 1
 */
public record Evaluation(int line, Timing timing, String query, Expectations expected)
    implements Command {}
