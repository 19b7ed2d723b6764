package io.meridian.service.tls;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a client's TLS is made of.
 *
 * @param ca the authorities of servers' certificates; the Java runtime's if empty
 * @param pair the certificate to show to servers that ask for one
 * @param serverName the name that servers' certificates must have, if not that of their address
 * @param anyServer whether every server is believed, whatever it shows; for trials only
 */
public record ClientTlsFiles(
    Optional<Path> ca,
    Optional<KeyPairFiles> pair,
    Optional<String> serverName,
    boolean anyServer) {

  /** The files that there are. */
  public Stream<Path> all() {
    return Stream.concat(ca.stream(), pair.stream().flatMap(KeyPairFiles::files));
  }
}
