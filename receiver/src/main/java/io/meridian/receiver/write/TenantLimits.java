package io.meridian.receiver.write;

import io.meridian.tsdb.head.SeriesLimits;

/**
 * What a tenant may write.
 *
 * @param samplesPerSecond on average; a second's worth may come at once
 * @param series how many it may have at a time, and what their labels may be
 */
record TenantLimits(RequestLimits request, double samplesPerSecond, SeriesLimits series) {
  /** Whether samples are counted against a rate. */
  boolean hasRate() {
    return samplesPerSecond > 0;
  }
}
