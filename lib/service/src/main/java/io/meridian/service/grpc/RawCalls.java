package io.meridian.service.grpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.meridian.model.QueryCancelledException;
import io.meridian.service.trace.Span;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Leads each call of a method to its handler, on a virtual thread of the call's own. What the
 * transport tells (the client reads on, or left) arrives on other threads meanwhile.
 */
final class RawCalls implements ServerCallHandler<WireMessage, WireMessage> {
  /** So many bytes of an answer wait in memory for a client before its handler does. */
  private static final int READY_BYTES = 256 << 10;

  /** A client that reads nothing for so long is taken for gone. */
  private static final long STALL_SECONDS = 120;

  private final StreamHandler handler;

  RawCalls(StreamHandler handler) {
    this.handler = handler;
  }

  @Override
  public ServerCall.Listener<WireMessage> startCall(
      ServerCall<WireMessage, WireMessage> call, Metadata headers) {
    call.setOnReadyThreshold(READY_BYTES);
    call.request(2); // a second request would be a fault that should be seen
    return new Running(call, handler);
  }

  private static final class Running extends ServerCall.Listener<WireMessage> implements FrameSink {
    private final ServerCall<WireMessage, WireMessage> call;
    private final StreamHandler handler;
    private final RpcCall facts;
    private @Nullable WireMessage request;

    /** Guards nothing but the wait: readiness is the transport's. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();
    private boolean headersSent;

    Running(ServerCall<WireMessage, WireMessage> call, StreamHandler handler) {
      this.call = call;
      this.handler = handler;
      facts = RpcCall.current(call);
    }

    @Override
    public void onMessage(WireMessage message) {
      if (request != null) {
        throw Status.INTERNAL.withDescription("more than one request").asRuntimeException();
      }
      request = message;
    }

    @Override
    public void onHalfClose() {
      WireMessage received = request;
      if (received == null) {
        close(Status.INVALID_ARGUMENT.withDescription("a call without a request"));
        return;
      }
      if (received.fault() != null) {
        close(received.fault());
        return;
      }
      request = null;
      Thread.ofVirtual().name(facts.method()).start(Context.current().wrap(() -> serve(received)));
    }

    private void serve(WireMessage received) {
      Status status = Status.OK;
      Metadata trailers = new Metadata();
      Span.current().traceId().ifPresent(trace -> MDC.put("request_id", trace));
      try {
        handler.answer(facts, received, this);
      } catch (Throwable e) {
        status = RpcStatus.of(e);
        Metadata thrown = Status.trailersFromThrowable(e);
        trailers = thrown == null ? trailers : thrown;
      }
      if (!facts.isCancelled()) {
        close(status, trailers);
      }
    }

    private void close(Status status) {
      close(status, new Metadata());
    }

    private void close(Status status, Metadata trailers) {
      try {
        call.close(status, trailers);
      } catch (IllegalStateException e) {
        if (!facts.isCancelled()) { // else the client left in this very moment
          throw e;
        }
      }
    }

    @Override
    public void send(WireMessage frame) {
      awaitReady();
      if (!headersSent) {
        call.sendHeaders(new Metadata());
        headersSent = true;
      }
      call.sendMessage(frame);
    }

    private void awaitReady() {
      lock.lock();
      try {
        long left = TimeUnit.SECONDS.toNanos(STALL_SECONDS);
        while (!call.isReady() && headersSent && !facts.isCancelled()) {
          if (left <= 0) {
            throw new QueryCancelledException(
                facts.method() + ": the caller has not read for " + STALL_SECONDS + " s");
          }
          left = changed.awaitNanos(left);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw facts.cancellation();
      } finally {
        lock.unlock();
      }
      if (facts.isCancelled()) {
        throw facts.cancellation();
      }
    }

    @Override
    public void onReady() {
      wake();
    }

    @Override
    public void onCancel() {
      facts.cancel();
      wake();
    }

    private void wake() {
      lock.lock();
      try {
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }
}
