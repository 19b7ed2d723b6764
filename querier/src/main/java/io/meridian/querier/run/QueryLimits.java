package io.meridian.querier.run;

import java.time.Duration;

/**
 * What queries may take.
 *
 * @param concurrent how many run at a time
 * @param waiting how many of one tenant may wait
 * @param timeout of each, its waiting included
 * @param bytes that one may hold
 * @param bytesTogether that all may hold
 * @param slow from when on one is logged
 */
public record QueryLimits(
    int concurrent, int waiting, Duration timeout, long bytes, long bytesTogether, Duration slow) {}
