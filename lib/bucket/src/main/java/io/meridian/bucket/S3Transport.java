package io.meridian.bucket;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How connections to a store are made and kept.
 *
 * @param connections the most at once; more requests wait
 * @param idle after what time an unused one is closed
 * @param silence the longest wait for bytes of an answer
 * @param handshake the longest TLS handshake
 * @param trust whose certificates are taken for the store's
 * @param identity our own certificate, where the store asks for one
 */
public record S3Transport(
    int connections,
    Duration idle,
    Duration silence,
    Duration handshake,
    Trust trust,
    Optional<Identity> identity) {
  /** Connections where nothing else is said. */
  public static final int DEFAULT_CONNECTIONS = 256;

  /** What suits most stores. */
  public static final S3Transport PLAIN =
      new S3Transport(
          DEFAULT_CONNECTIONS,
          Duration.ofSeconds(90),
          Duration.ofMinutes(2),
          Duration.ofSeconds(10),
          new Trust.PlatformAuthorities(),
          Optional.empty());

  /** Whom to believe. */
  public sealed interface Trust {
    /** The authorities that the Java runtime knows. */
    record PlatformAuthorities() implements Trust {}

    /** Those in a PEM file, and no others. */
    record Authorities(Path pem) implements Trust {}

    /** Anybody: for trials only. */
    record Everybody() implements Trust {}
  }

  /**
   * A certificate and its key, both in PEM.
   *
   * @param key unencrypted PKCS #8
   */
  public record Identity(Path certificate, Path key) {}
}
