/**
 * The querier: one PromQL endpoint over every store of the fleet.
 *
 * <p>What enters: requests of Prometheus' HTTP API, and what stores answer. What leaves: the {@link
 * io.meridian.service.lifecycle.Part}s of a process, and JSON. Start reading at {@link
 * io.meridian.querier.Querier}, then {@link io.meridian.querier.api.ApiRoutes}.
 */
@NullMarked
package io.meridian.querier;

import org.jspecify.annotations.NullMarked;
