package io.meridian.service.http;

import io.meridian.service.budget.ByteBudget;
import io.meridian.service.tls.ServerTls;
import io.meridian.service.trace.Tracing;
import java.util.Optional;

/**
 * One server.
 *
 * @param name what logs and errors call it
 * @param memory what the bodies of its requests may hold, together with whom else it is shared
 * @param tls where connections are encrypted
 * @param tracing who is told of its requests, those for health and metrics left out
 */
public record HttpSettings(
    String name,
    ListenAddress address,
    HttpLimits limits,
    ByteBudget memory,
    Optional<ServerTls> tls,
    Tracing tracing) {

  /** A server without encryption and traces, with the usual limits. */
  public static HttpSettings plain(String name, ListenAddress address, ByteBudget memory) {
    return new HttpSettings(
        name, address, HttpLimits.DEFAULT, memory, Optional.empty(), Tracing.NONE);
  }

  /** The same with other limits. */
  public HttpSettings with(HttpLimits other) {
    return new HttpSettings(name, address, other, memory, tls, tracing);
  }
}
