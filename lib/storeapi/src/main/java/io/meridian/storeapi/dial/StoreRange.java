package io.meridian.storeapi.dial;

import io.meridian.model.TimeRange;

/**
 * What a server says of the series it serves.
 *
 * @param range where their samples lie
 * @param shards whether it knows of shards
 * @param dropsLabels whether it takes replica labels off and sorts after that
 */
public record StoreRange(TimeRange range, boolean shards, boolean dropsLabels) {}
