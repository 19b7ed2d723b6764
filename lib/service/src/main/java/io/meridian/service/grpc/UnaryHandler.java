package io.meridian.service.grpc;

/** Answers calls of one request and one answer, each on a thread of its own that may block. */
@FunctionalInterface
public interface UnaryHandler {
  /**
   * Answers a call. What it throws ends the call with the status that {@link RpcStatus} gives it.
   */
  WireMessage answer(RpcCall call, WireMessage request);
}
