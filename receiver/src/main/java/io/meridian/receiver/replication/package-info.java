/**
 * The receivers of a ring: each series of a request goes to the endpoints that keep it, and the
 * sender hears that it is safe once enough of them have it.
 *
 * <p>In: decoded requests, from senders ({@link io.meridian.receiver.replication.RingTarget}) and
 * from other receivers ({@link io.meridian.receiver.replication.WriteableStore}). Out: slices of
 * them to the store here and, as {@code thanos.WriteableStore/RemoteWrite}, to peers. A {@link
 * io.meridian.receiver.replication.Split} cuts a request, a {@link
 * io.meridian.receiver.replication.PendingWrite} waits for its quorum, a {@link
 * io.meridian.receiver.replication.Courier} for each peer carries slices and sees whether the peer
 * is there, and its {@link io.meridian.receiver.replication.Spool} keeps what the peer missed.
 *
 * <p>All but the transport and the clock is driven by events, so that tests run whole rings in one
 * thread under simulated time.
 */
@NullMarked
package io.meridian.receiver.replication;

import org.jspecify.annotations.NullMarked;
