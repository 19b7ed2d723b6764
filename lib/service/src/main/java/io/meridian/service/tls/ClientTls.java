package io.meridian.service.tls;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * A client's side of TLS: whom it trusts and, where servers ask for it, the certificate that it
 * shows. Changes like {@link ServerTls}. Safe for use by many threads.
 */
public final class ClientTls implements ReloadableTls {
  private final ClientTlsFiles files;
  private final ReloadedTrust servers;
  private final Optional<ReloadedKeys> keys;

  /**
   * Reads the files.
   *
   * @throws TlsFileException if one cannot be used
   */
  public ClientTls(ClientTlsFiles files) {
    this.files = files;
    keys = files.pair().map(pair -> new ReloadedKeys(pair.read()));
    servers = new ReloadedTrust(trust());
  }

  private X509ExtendedTrustManager trust() {
    if (files.anyServer()) {
      return new AnyServer();
    }
    return files.ca().map(ReloadedTrust::read).orElseGet(ReloadedTrust::ofRuntime);
  }

  /** What judges servers' certificates. */
  public X509ExtendedTrustManager servers() {
    return servers;
  }

  /** What gives the own certificate; empty if there is none. */
  public Optional<X509ExtendedKeyManager> keys() {
    return keys.map(X509ExtendedKeyManager.class::cast);
  }

  /** The name that a server's certificate must have, if it is not the address that is dialled. */
  public Optional<String> serverName() {
    return files.serverName();
  }

  @Override
  public Instant expiry() {
    return keys.map(ReloadedKeys::content)
        .map(content -> content.chain().getFirst().getNotAfter().toInstant())
        .orElse(Instant.MAX);
  }

  @Override
  public Runnable prepare() {
    Optional<KeyPairFiles.Content> pair = files.pair().map(KeyPairFiles::read);
    X509ExtendedTrustManager trust = trust();
    return () -> {
      keys.ifPresent(current -> pair.ifPresent(current::set));
      servers.set(trust);
    };
  }

  @Override
  public List<Path> files() {
    return files.all().toList();
  }
}
