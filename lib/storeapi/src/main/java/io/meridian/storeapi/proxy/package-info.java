/**
 * What a querier serves itself over gRPC, so that queriers stack.
 *
 * <p>What enters: requests of other queriers, and who is there. What leaves: what all of those say,
 * merged: series in order and undecoded, each once; facts as {@link
 * io.meridian.storeapi.gather.FleetFacts} gathers them, replicas left as they are. Start reading at
 * {@link io.meridian.storeapi.proxy.FleetServer}.
 */
@NullMarked
package io.meridian.storeapi.proxy;

import org.jspecify.annotations.NullMarked;
