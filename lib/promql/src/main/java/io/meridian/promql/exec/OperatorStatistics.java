package io.meridian.promql.exec;

/**
 * What one operator of a query did, without those below it.
 *
 * @param series how many it gave, those without a sample too
 * @param samples how many it gave, at all steps together
 * @param samplesRead how many it decoded, each once
 * @param peakBytes the most memory of the query's budget that it held at a time
 * @param wallNanos over all threads
 * @param cpuNanos over all threads
 */
public record OperatorStatistics(
    long series, long samples, long samplesRead, long peakBytes, long wallNanos, long cpuNanos) {}
