package io.meridian.receiver.replication;

import io.meridian.service.trace.Span;

/** A part of a request for one endpoint: a whole {@code thanos.WriteRequest}. Immutable. */
final class Slice {
  /**
   * The number of a slice that may have any copies of its series, for an endpoint that keeps what
   * it gets. No ring keeps so many, so that receivers that do not know it refuse it.
   */
  static final int ANY_COPY = 0xfffe;

  private final String tenant;
  private final int copy;
  private final WireBytes message;
  private final Span span;

  /**
   * A slice of which nobody waits to hear.
   *
   * @param tenant whose series they are
   * @param copy which copy of them it is, from 0 on, or {@link #ANY_COPY}
   * @param message the request, of one tenant
   */
  Slice(String tenant, int copy, WireBytes message) {
    this(tenant, copy, message, Span.NONE);
  }

  /**
   * A slice.
   *
   * @param tenant whose series they are
   * @param copy which copy of them it is, from 0 on, or {@link #ANY_COPY}
   * @param message the request, of one tenant
   * @param span the work that it is a part of
   */
  Slice(String tenant, int copy, WireBytes message, Span span) {
    this.span = span;
    this.tenant = tenant;
    this.copy = copy;
    this.message = message;
  }

  String tenant() {
    return tenant;
  }

  int copy() {
    return copy;
  }

  WireBytes message() {
    return message;
  }

  Span span() {
    return span;
  }

  int size() {
    return message.length();
  }
}
