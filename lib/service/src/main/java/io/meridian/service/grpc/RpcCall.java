package io.meridian.service.grpc;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Grpc;
import io.grpc.ServerCall;
import io.meridian.model.QueryCancelledException;
import io.meridian.model.QueryTimeoutException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A call that is being served: whose it is, until when its client waits, and whether it still does.
 * Safe for use by many threads.
 */
public final class RpcCall {
  private final String method;
  private final String tenant;
  private final String peer;
  private final Optional<Deadline> deadline;
  private final List<Runnable> onCancel = new ArrayList<>();
  private boolean cancelled;

  RpcCall(String method, String tenant, String peer, Optional<Deadline> deadline) {
    this.method = method;
    this.tenant = tenant;
    this.peer = peer;
    this.deadline = deadline;
  }

  /** The call that this thread begins to serve. */
  static RpcCall current(ServerCall<?, ?> call) {
    SocketAddress from = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    return new RpcCall(
        call.getMethodDescriptor().getFullMethodName(),
        TenantMetadata.current(),
        from instanceof InetSocketAddress address ? address.getHostString() : "",
        Optional.ofNullable(Context.current().getDeadline()));
  }

  /** The network address of who calls, without the port; empty if it is not known. */
  public String peer() {
    return peer;
  }

  /** The method's full name, such as {@code thanos.Store/Series}. */
  public String method() {
    return method;
  }

  /** On whose account the call is. */
  public String tenant() {
    return tenant;
  }

  /** How long its client still waits, negative once it does not; empty if it did not say. */
  public Optional<Duration> timeLeft() {
    return deadline.map(at -> Duration.ofNanos(at.timeRemaining(TimeUnit.NANOSECONDS)));
  }

  /** Whether nobody waits for an answer any more. */
  public synchronized boolean isCancelled() {
    return cancelled;
  }

  /** Has something done, quickly, once nobody waits any more; now if that is so already. */
  public void onCancel(Runnable action) {
    synchronized (this) {
      if (!cancelled) {
        onCancel.add(action);
        return;
      }
    }
    action.run();
  }

  /** Throws if nobody waits for an answer any more. */
  public void check() {
    if (deadline.isPresent() && deadline.get().isExpired()) {
      throw new QueryTimeoutException(method + ": the caller's deadline has passed");
    }
    if (isCancelled()) {
      throw cancellation();
    }
  }

  QueryCancelledException cancellation() {
    return new QueryCancelledException(method + ": the caller has left");
  }

  void cancel() {
    List<Runnable> actions;
    synchronized (this) {
      cancelled = true;
      actions = List.copyOf(onCancel);
      onCancel.clear();
    }
    actions.forEach(Runnable::run);
  }
}
