package io.meridian.storeapi.dial;

import io.grpc.Channel;
import java.util.List;
import java.util.Optional;

/**
 * A server that may be asked, or several servers of the same data, any of which may be.
 *
 * @param address host and port, or what the servers' group is called
 * @param info what it said of itself last
 * @param channels what calls go through, the one to be preferred first; at least one
 */
public record Endpoint(String address, EndpointInfo info, List<Channel> channels) {
  public Endpoint {
    channels = List.copyOf(channels);
  }

  /** One server. */
  public Endpoint(String address, EndpointInfo info, Channel channel) {
    this(address, info, List.of(channel));
  }

  /** What a call goes through that any of the servers may answer. */
  public Channel channel() {
    return channels.getFirst();
  }

  /**
   * A server's state for people.
   *
   * @param address host and port
   * @param group what the group is called that it belongs to; empty if to none
   * @param info what it said last; empty if it has not answered yet
   * @param lastError why the last question had no answer; empty if it had one
   * @param lastCheck when it was asked last, Unix milliseconds; 0 if it was not
   * @param failures how often it did not answer
   * @param changes how often it announced other labels than before
   */
  public record State(
      String address,
      Optional<String> group,
      Optional<EndpointInfo> info,
      Optional<String> lastError,
      long lastCheck,
      long failures,
      long changes) {
    /** Whether queries ask it. */
    public boolean isUp() {
      return info.isPresent() && lastError.isEmpty();
    }
  }
}
