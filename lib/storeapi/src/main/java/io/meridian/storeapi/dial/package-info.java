/**
 * Asking StoreAPI servers, ours and others, and making one source of their answers.
 *
 * <p>What enters: addresses, and what a query selects. What leaves: a {@link
 * io.meridian.model.SeriesSource} in which each series comes once, replicas joined, and what is
 * missing is told. Start reading at {@link io.meridian.storeapi.dial.Endpoints}, which knows who is
 * there, and {@link io.meridian.storeapi.dial.FleetSource}, which asks them.
 */
@NullMarked
package io.meridian.storeapi.dial;

import org.jspecify.annotations.NullMarked;
