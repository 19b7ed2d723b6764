package io.meridian.service.grpc;

/**
 * Is told of every call that ended; for metrics and logs. Called by threads that must not block.
 */
@FunctionalInterface
public interface RpcObserver {
  void ended(RpcEnd end);
}
