package io.meridian.service.http;

import io.vertx.core.http.HttpConnection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The open connections of a server. Those that owe a request's head for too long are closed,
 * whether they are silent or send it byte by byte; what comes after the head is timed by whoever
 * waits for it.
 */
final class Connections {
  private static final long BUSY = Long.MAX_VALUE;

  private final HttpLimits limits;
  private final HttpMetrics metrics;
  private final Map<HttpConnection, Owed> open = new ConcurrentHashMap<>();

  /** When the head of the next request must be there, by {@link System#nanoTime}. */
  private static final class Owed {
    private final long begun = System.nanoTime();
    private volatile long nanos;

    private Owed(long nanos) {
      this.nanos = nanos;
    }

    boolean isOver(long now) {
      return nanos != BUSY && now - begun > nanos;
    }
  }

  Connections(HttpLimits limits, HttpMetrics metrics) {
    this.limits = limits;
    this.metrics = metrics;
  }

  /** A connection was opened. */
  void opened(HttpConnection connection) {
    if (open.size() >= limits.connections()) {
      metrics.cut(HttpMetrics.Cut.TOO_MANY);
      connection.close();
      return;
    }
    open.put(connection, new Owed(limits.firstHead().toNanos()));
    metrics.connections(open.size());
    connection.closeHandler(_ -> {
      open.remove(connection);
      metrics.connections(open.size());
    });
  }

  /** The head of a request is whole. */
  void busy(HttpConnection connection) {
    Owed owed = open.get(connection);
    if (owed != null) {
      owed.nanos = BUSY;
    }
  }

  /** A request is answered; the next one's head is owed from now on. */
  void idle(HttpConnection connection) {
    Owed owed = open.get(connection);
    if (owed != null) {
      owed.nanos = System.nanoTime() - owed.begun + limits.nextHead().toNanos();
    }
  }

  /** Closes those that owe too long. */
  void sweep() {
    long now = System.nanoTime();
    open.forEach((connection, owed) -> {
      if (owed.isOver(now)) {
        metrics.cut(HttpMetrics.Cut.NO_HEAD);
        connection.close();
      }
    });
  }

  int count() {
    return open.size();
  }
}
