package io.meridian.service.tls;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * A server's side of TLS: its certificate and key and, where clients must show a certificate, the
 * authorities that sign theirs. Connections keep what they began with; new ones get what the files
 * said at the last reload ({@link #prepare}). Safe for use by many threads.
 */
public final class ServerTls implements ReloadableTls {
  private final KeyPairFiles pairFiles;
  private final Optional<Path> clientCa;
  private final TlsVersion least;
  private final ReloadedKeys keys;
  private final Optional<ReloadedTrust> clients;

  /**
   * Reads the files.
   *
   * @param clientCa the authorities of clients' certificates; with it a client must have one
   * @param least the oldest version that is spoken
   * @throws TlsFileException if one cannot be used
   */
  public ServerTls(KeyPairFiles pair, Optional<Path> clientCa, TlsVersion least) {
    this.pairFiles = pair;
    this.clientCa = clientCa;
    this.least = least;
    keys = new ReloadedKeys(pair.read());
    clients = clientCa.map(file -> new ReloadedTrust(ReloadedTrust.read(file)));
  }

  /** What gives the certificate at every handshake. */
  public X509ExtendedKeyManager keys() {
    return keys;
  }

  /** What judges clients' certificates; empty if they need none. */
  public Optional<X509ExtendedTrustManager> clients() {
    return clients.map(X509ExtendedTrustManager.class::cast);
  }

  /** The versions that are spoken, as the JDK calls them. */
  public List<String> protocols() {
    return least.andNewer();
  }

  @Override
  public Instant expiry() {
    return keys.content().chain().getFirst().getNotAfter().toInstant();
  }

  @Override
  public Runnable prepare() {
    KeyPairFiles.Content pair = pairFiles.read();
    Optional<X509ExtendedTrustManager> trust = clientCa.map(ReloadedTrust::read);
    return () -> {
      keys.set(pair);
      clients.ifPresent(current -> trust.ifPresent(current::set));
    };
  }

  @Override
  public List<Path> files() {
    return Stream.concat(pairFiles.files(), clientCa.stream()).toList();
  }
}
