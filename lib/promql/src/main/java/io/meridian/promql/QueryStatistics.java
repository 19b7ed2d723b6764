package io.meridian.promql;

/**
 * What a query took.
 *
 * @param samplesRead samples decoded, each once, however many steps looked at it
 * @param peakBytes the most memory of the query's budget held at a time
 * @param wallNanos from plan to answer
 */
public record QueryStatistics(long samplesRead, long peakBytes, long wallNanos) {}
