package io.meridian.service.grpc;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;

/** Counts what a call received and sent, and how long it took. The transport calls it. */
final class CallTracer extends ServerStreamTracer {
  private final RpcObserver observer;
  private final long start = System.nanoTime();
  private volatile String method = "unknown";
  private volatile long received;
  private volatile long sent;

  private CallTracer(RpcObserver observer) {
    this.observer = observer;
  }

  static ServerStreamTracer.Factory factory(RpcObserver observer) {
    return new Factory() {
      @Override
      public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
        return new CallTracer(observer);
      }
    };
  }

  @Override
  public void serverCallStarted(ServerCallInfo<?, ?> info) {
    method = info.getMethodDescriptor().getFullMethodName();
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread at a time
  public void inboundWireSize(long bytes) {
    received += bytes;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread at a time
  public void outboundWireSize(long bytes) {
    sent += bytes;
  }

  @Override
  public void streamClosed(Status status) {
    observer.ended(new RpcEnd(method, status.getCode(), System.nanoTime() - start, received, sent));
  }
}
