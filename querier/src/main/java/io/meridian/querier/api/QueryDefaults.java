package io.meridian.querier.api;

import io.meridian.storeapi.dial.FleetQuery;
import java.time.Duration;

/**
 * What holds for queries that do not say otherwise.
 *
 * @param fleet how stores are asked
 * @param lookback how old the last sample of a series may be, of raw data
 * @param step of range queries, at least
 * @param autoDownsampling whether coarser data will do for queries with long steps
 * @param instantResolution what will do for instant queries then, milliseconds
 * @param labelRange how far back labels and series are looked for; zero for ever
 */
public record QueryDefaults(
    FleetQuery fleet,
    Duration lookback,
    Duration step,
    boolean autoDownsampling,
    long instantResolution,
    Duration labelRange) {}
