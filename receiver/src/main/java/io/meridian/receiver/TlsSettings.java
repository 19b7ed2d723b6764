package io.meridian.receiver;

import io.meridian.config.InvalidValueException;
import io.meridian.service.tls.KeyPairFiles;
import io.meridian.service.tls.ServerTls;
import io.meridian.service.tls.TlsVersion;
import java.nio.file.Path;
import java.util.Optional;

/** The files of one port's TLS; none for a port without. */
final class TlsSettings {
  private TlsSettings() {}

  /** Reads the files. */
  static Optional<ServerTls> open(
      Optional<Path> cert, Optional<Path> key, Optional<Path> clientCa) {
    if (cert.isEmpty() || key.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ServerTls(new KeyPairFiles(cert.get(), key.get()), clientCa, TlsVersion.V1_3));
  }

  /**
   * Refuses half of what is needed.
   *
   * @param prefix of the keys in their record
   */
  static void check(
      String prefix, Optional<Path> cert, Optional<Path> key, Optional<Path> clientCa) {
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
}
