package io.meridian.service.grpc;

import io.grpc.Status;

/**
 * A call that ended.
 *
 * @param method its full name; {@code unknown} if the server has no such method
 * @param code how it ended
 * @param nanos how long it took
 * @param received bytes that came in, as they were on the wire
 * @param sent bytes that went out
 */
public record RpcEnd(String method, Status.Code code, long nanos, long received, long sent) {}
