package io.meridian.receiver.replication;

/** A part of a request for one endpoint: a whole {@code thanos.WriteRequest}. Immutable. */
final class Slice {
  private final String tenant;
  private final WireBytes message;

  /**
   * A slice.
   *
   * @param tenant whose series they are
   * @param message fields 1 to 3 of the request
   */
  Slice(String tenant, WireBytes message) {
    this.tenant = tenant;
    this.message = message;
  }

  String tenant() {
    return tenant;
  }

  WireBytes message() {
    return message;
  }

  int size() {
    return message.length();
  }
}
