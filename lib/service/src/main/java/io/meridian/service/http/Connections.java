package io.meridian.service.http;

import io.vertx.core.http.HttpConnection;
import java.time.Duration;
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

  /** When something must have come or gone, in nanoseconds since the connection was opened. */
  private static final class Owed {
    private final long begun = System.nanoTime();
    private long nanos;
    private Departure departure = new Departure();

    private Owed(long nanos) {
      this.nanos = nanos;
    }

    synchronized void begin(Departure request) {
      nanos = BUSY;
      departure = request;
    }

    /** Sets the time if the request is still the last that began. */
    synchronized void within(Departure request, long time) {
      if (departure == request) {
        nanos = System.nanoTime() - begun + time;
      }
    }

    synchronized Departure departure() {
      return departure;
    }

    synchronized boolean isOver(long now) {
      return nanos != BUSY && now - begun > nanos;
    }
  }

  Connections(HttpLimits limits, HttpMetrics metrics) {
    this.limits = limits;
    this.metrics = metrics;
  }

  /** A connection was opened. */
  void opened(HttpConnection connection) {
    Intake.install(connection);
    if (open.size() >= limits.connections()) {
      metrics.cut(HttpMetrics.Cut.TOO_MANY);
      connection.close();
      return;
    }
    open.put(connection, new Owed(limits.firstHead().toNanos()));
    metrics.connections(open.size());
    connection.closeHandler(_ -> closed(connection));
  }

  private void closed(HttpConnection connection) {
    Owed gone = open.remove(connection);
    metrics.connections(open.size());
    if (gone != null) {
      gone.departure().happen();
    }
  }

  /**
   * The head of a request is whole.
   *
   * @return what tells the request from the next one on this connection, which may begin before the
   *     thread of this one has said that it is answered
   */
  Departure busy(HttpConnection connection) {
    Departure departure = new Departure();
    Owed owed = open.get(connection);
    if (owed == null) {
      departure.happen();
    } else {
      owed.begin(departure);
    }
    return departure;
  }

  /** A whole answer is with the event loop; the client is to take it. */
  void answering(HttpConnection connection, Departure request) {
    owe(connection, request, limits.answerStall());
  }

  /** A request is answered; the next one's head is owed from now on. */
  void idle(HttpConnection connection, Departure request) {
    owe(connection, request, limits.nextHead());
  }

  private void owe(HttpConnection connection, Departure request, Duration within) {
    Owed owed = open.get(connection);
    if (owed != null) {
      owed.within(request, within.toNanos());
    }
  }

  /** Closes those that owe too long. */
  void sweep() {
    long now = System.nanoTime();
    open.forEach((connection, owed) -> {
      if (owed.isOver(now)) {
        metrics.cut(HttpMetrics.Cut.OVERDUE);
        connection.close();
      }
    });
  }

  int count() {
    return open.size();
  }
}
