package io.meridian.service.grpc;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.meridian.service.budget.ByteBudget;

/**
 * Counts what a call received and sent, and how long it took, and ends calls whose requests there
 * is no memory for: what this throws while a message arrives ends its stream with that status. The
 * transport calls it, before a message is whole.
 */
final class CallTracer extends ServerStreamTracer {
  private final RpcObserver observer;
  private final long start = System.nanoTime();
  private volatile String method = "unknown";
  private volatile long received;
  private volatile long sent;

  private final RequestMemory memory;

  private CallTracer(RpcObserver observer, RequestMemory memory) {
    this.observer = observer;
    this.memory = memory;
  }

  static ServerStreamTracer.Factory factory(RpcObserver observer, ByteBudget memory) {
    return new Factory() {
      @Override
      public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
        return new CallTracer(observer, new RequestMemory(memory));
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
    memory.arrived(bytes);
  }

  @Override
  public void inboundUncompressedSize(long bytes) {
    memory.arrived(bytes);
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread at a time
  public void outboundWireSize(long bytes) {
    sent += bytes;
  }

  @Override
  public void streamClosed(Status status) {
    memory.close();
    observer.ended(new RpcEnd(method, status.getCode(), System.nanoTime() - start, received, sent));
  }
}
