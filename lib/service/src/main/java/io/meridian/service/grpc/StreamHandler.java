package io.meridian.service.grpc;

/**
 * Answers calls of one request and a stream of answers, each on a thread of its own that may block.
 */
@FunctionalInterface
public interface StreamHandler {
  /**
   * Answers a call; its stream ends when this returns. What it throws ends the call with the status
   * that {@link RpcStatus} gives it.
   */
  void answer(RpcCall call, WireMessage request, FrameSink frames);
}
