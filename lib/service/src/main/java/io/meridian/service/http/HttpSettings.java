package io.meridian.service.http;

import io.vertx.core.net.ServerSSLOptions;
import java.util.Optional;

/**
 * One server.
 *
 * @param name what logs and errors call it
 * @param admission memory for the bodies of all its requests
 * @param tls where connections are encrypted
 */
public record HttpSettings(
    String name,
    ListenAddress address,
    HttpLimits limits,
    BodyAdmission admission,
    Optional<ServerSSLOptions> tls) {

  /** A server without encryption, with the usual limits. */
  public static HttpSettings plain(String name, ListenAddress address, BodyAdmission admission) {
    return new HttpSettings(name, address, HttpLimits.DEFAULT, admission, Optional.empty());
  }

  /** The same with other limits. */
  public HttpSettings with(HttpLimits other) {
    return new HttpSettings(name, address, other, admission, tls);
  }
}
