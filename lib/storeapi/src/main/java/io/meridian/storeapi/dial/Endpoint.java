package io.meridian.storeapi.dial;

import io.grpc.Channel;
import java.util.Optional;

/**
 * A server that may be asked.
 *
 * @param address host and port
 * @param info what it said of itself last
 * @param channel what calls go through
 */
public record Endpoint(String address, EndpointInfo info, Channel channel) {
  /**
   * A server's state for people.
   *
   * @param info what it said last; empty if it has not answered yet
   * @param lastError why the last question had no answer; empty if it had one
   * @param lastCheck when it was asked last, Unix milliseconds; 0 if it was not
   */
  public record State(
      String address, Optional<EndpointInfo> info, Optional<String> lastError, long lastCheck) {}
}
