/**
 * What a receiver tells of itself: statistics of tenants' series, who sends, and metrics.
 *
 * <p>What enters: the store and the counters of writing. What leaves: JSON and metrics. Start
 * reading at {@link io.meridian.receiver.status.SeriesStatus}.
 */
@NullMarked
package io.meridian.receiver.status;

import org.jspecify.annotations.NullMarked;
