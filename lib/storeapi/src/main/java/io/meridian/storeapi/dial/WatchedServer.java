package io.meridian.storeapi.dial;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.meridian.api.info.InfoGrpc;
import io.meridian.api.info.InfoRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A server, a connection to it, and what is known of it. Asked by one thread at a time. */
final class WatchedServer {
  private final String address;
  private final Dialler.Connection connection;
  private volatile Endpoints.Source source;
  private volatile Endpoint.State state;

  WatchedServer(String address, Endpoints.Source source) {
    this.address = address;
    this.source = source;
    connection = source.dialler().open(address);
    state =
        new Endpoint.State(address, source.group(), Optional.empty(), Optional.empty(), 0, 0, 0);
  }

  String address() {
    return address;
  }

  Endpoints.Source source() {
    return source;
  }

  /** Says who knows of the server now. */
  void belongsTo(Endpoints.Source now) {
    source = now;
  }

  Channel channel() {
    return connection.channel();
  }

  Endpoint.State state() {
    return state;
  }

  /** Whether queries may ask it. */
  boolean isUsable() {
    return state.isUp() || source.strict();
  }

  /** What it said of itself last, or what must be thought of one that says nothing. */
  EndpointInfo info() {
    return state.info().orElse(EndpointInfo.UNKNOWN);
  }

  /** Asks what it serves. */
  void ask(Duration timeout, long now) {
    Endpoint.State before = state;
    try {
      EndpointInfo info =
          EndpointInfo.of(
              InfoGrpc.newBlockingStub(connection.channel())
                  .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS)
                  .info(InfoRequest.getDefaultInstance()));
      boolean changed =
          before.info().map(of -> !of.labelSets().equals(info.labelSets())).orElse(false);
      state =
          new Endpoint.State(
              address,
              source.group(),
              Optional.of(info),
              Optional.empty(),
              now,
              before.failures(),
              before.changes() + (changed ? 1 : 0));
    } catch (StatusRuntimeException e) {
      state =
          new Endpoint.State(
              address,
              source.group(),
              before.info(),
              Optional.of(cause(e.getStatus(), timeout)),
              now,
              before.failures() + 1,
              before.changes());
    }
  }

  private static String cause(Status status, Duration timeout) {
    return status.getCode() == Status.Code.DEADLINE_EXCEEDED
        ? "did not say within %d ms what it serves".formatted(timeout.toMillis())
        : StoreFailures.text(status);
  }

  void close() {
    connection.close();
  }
}
