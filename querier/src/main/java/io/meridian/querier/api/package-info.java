/**
 * Prometheus' HTTP API over the fleet, with Thanos' parameters.
 *
 * <p>What enters: requests. What leaves: JSON in Prometheus' envelope, complete before its first
 * byte is sent. Start reading at {@link io.meridian.querier.api.ApiRoutes}; {@link
 * io.meridian.querier.api.ApiHandler} is what stands around each of its endpoints.
 */
@NullMarked
package io.meridian.querier.api;

import org.jspecify.annotations.NullMarked;
