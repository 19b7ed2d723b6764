package io.meridian.receiver.replication;

/** A part of a request for one endpoint: a whole {@code thanos.WriteRequest}. Immutable. */
final class Slice {
  private final String tenant;
  private final int copy;
  private final WireBytes message;

  /**
   * A slice.
   *
   * @param tenant whose series they are
   * @param copy which copy of them it is, from 0 on
   * @param message the request, of one tenant
   */
  Slice(String tenant, int copy, WireBytes message) {
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

  int size() {
    return message.length();
  }
}
