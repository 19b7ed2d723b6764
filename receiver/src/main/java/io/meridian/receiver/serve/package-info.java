/**
 * What a receiver answers queriers over gRPC: the samples of all its tenants.
 *
 * <p>What enters: StoreAPI's requests. What leaves: series, exemplars, metadata and statistics with
 * the receiver's external labels and each tenant's. Start reading at {@link
 * io.meridian.receiver.serve.StoreServing}.
 */
@NullMarked
package io.meridian.receiver.serve;

import org.jspecify.annotations.NullMarked;
