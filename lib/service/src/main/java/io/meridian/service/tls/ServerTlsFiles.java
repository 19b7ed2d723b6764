package io.meridian.service.tls;

import io.meridian.config.InvalidValueException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The files of one port's TLS as settings have them; none for a port without. */
public record ServerTlsFiles(Optional<Path> cert, Optional<Path> key, Optional<Path> clientCa) {

  /**
   * Refuses half of what is needed.
   *
   * @param prefix of the keys in their record
   * @throws InvalidValueException naming the key that stands alone
   */
  public void check(String prefix) {
    if (cert.isPresent() != key.isPresent()) {
      throw new InvalidValueException(
          prefix + (cert.isPresent() ? "cert" : "key"),
          "stands without its other half",
          "name the certificate and its key, or neither");
    }
    if (clientCa.isPresent() && cert.isEmpty()) {
      throw new InvalidValueException(
          prefix + "client_ca",
          "asks for clients' certificates on a port without TLS",
          "name the port's own certificate and key, too");
    }
  }

  /**
   * Reads the files; empty for a port without TLS.
   *
   * @throws TlsFileException if one cannot be used
   */
  public Optional<ServerTls> open() {
    if (cert.isEmpty() || key.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ServerTls(new KeyPairFiles(cert.get(), key.get()), clientCa, TlsVersion.V1_3));
  }

  /** The files that there are. */
  public Stream<Path> all() {
    return Stream.of(cert, key, clientCa).flatMap(Optional::stream);
  }
}
