/**
 * Prometheus' HTTP API as whoever speaks it needs it: how times are read, how results, remarks and
 * errors are written. Start reading at {@link io.meridian.service.api.ApiEnvelope}.
 *
 * <p>What enters: parameters as text, results of queries. What leaves: milliseconds, bytes of JSON.
 */
@NullMarked
package io.meridian.service.api;

import org.jspecify.annotations.NullMarked;
