/**
 * Serving StoreAPI and its smaller sisters.
 *
 * <p>What enters: requests of queriers, and what is served: {@link
 * io.meridian.storeapi.serve.SeriesStore}, one for each set of external labels, a receiver's tenant
 * or a group of blocks. What leaves: series in the order of their final labels, in messages written
 * once. Start reading at {@link io.meridian.storeapi.serve.StoreServer}, which makes gRPC services
 * of stores, and {@link io.meridian.storeapi.serve.SeriesAnswer}, which an answer of series goes
 * through: {@link io.meridian.storeapi.serve.RewrittenSeries} changes labels and writes chunks,
 * {@link io.meridian.storeapi.order.ResortedSeries} puts right what that did to the order.
 */
@NullMarked
package io.meridian.storeapi.serve;

import org.jspecify.annotations.NullMarked;
