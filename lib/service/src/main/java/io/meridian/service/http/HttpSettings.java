package io.meridian.service.http;

import io.meridian.service.budget.ByteBudget;
import io.meridian.service.tls.ServerTls;
import java.util.Optional;

/**
 * One server.
 *
 * @param name what logs and errors call it
 * @param memory what the bodies of its requests may hold, together with whom else it is shared
 * @param tls where connections are encrypted
 */
public record HttpSettings(
    String name,
    ListenAddress address,
    HttpLimits limits,
    ByteBudget memory,
    Optional<ServerTls> tls) {

  /** A server without encryption, with the usual limits. */
  public static HttpSettings plain(String name, ListenAddress address, ByteBudget memory) {
    return new HttpSettings(name, address, HttpLimits.DEFAULT, memory, Optional.empty());
  }

  /** The same with other limits. */
  public HttpSettings with(HttpLimits other) {
    return new HttpSettings(name, address, other, memory, tls);
  }
}
