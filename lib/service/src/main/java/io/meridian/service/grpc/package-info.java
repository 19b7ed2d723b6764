/**
 * gRPC as the services of a fleet speak it, ours and Thanos': settings of the transport,
 * compression, tenants, deadlines, health, reflection, and calls whose messages stay bytes.
 *
 * <p>In: addresses, TLS, services. Out: an {@link io.meridian.service.grpc.RpcServer} that serves
 * them until it is drained, and {@link io.meridian.service.grpc.RpcChannel}s to others. A service
 * is a {@code ServerServiceDefinition}, generated or made by {@link
 * io.meridian.service.grpc.RawService} of handlers that take and give bytes and may block. Start
 * reading with {@code RpcServer}.
 */
@NullMarked
package io.meridian.service.grpc;

import org.jspecify.annotations.NullMarked;
