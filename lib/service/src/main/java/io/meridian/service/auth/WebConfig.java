package io.meridian.service.auth;

import io.meridian.config.Bound;
import io.meridian.config.ConfigFile;
import io.meridian.config.Default;
import io.meridian.config.InvalidValueException;
import io.meridian.config.NotHonoured;
import io.meridian.config.Secret;
import io.meridian.service.tls.KeyPairFiles;
import io.meridian.service.tls.ServerTls;
import io.meridian.service.tls.TlsVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The file of {@code --http.config}. {@code bearer_tokens} is ours; the rest is what Prometheus'
 * exporters have.
 *
 * @param basicAuthUsers bcrypt hashes of passwords by user
 * @param bearerTokens any of which is let in
 */
@NotHonoured(key = "http_server_config", instead = "HTTP/1.1 is spoken, and no headers are added")
@NotHonoured(key = "rate_limit", instead = "requests are admitted by the memory they need")
public record WebConfig(
    Optional<TlsSection> tlsServerConfig,
    Map<String, Secret> basicAuthUsers,
    List<Secret> bearerTokens) {

  /** The server's certificate, and what clients have to show. */
  @NotHonoured(key = "cipher_suites", instead = "the JDK chooses among those that are safe")
  @NotHonoured(key = "curve_preferences", instead = "the JDK chooses")
  @NotHonoured(key = "prefer_server_cipher_suites", instead = "the server chooses")
  @NotHonoured(key = "max_version", instead = "TLS 1.3 is the newest", unless = "TLS13")
  public record TlsSection(
      Path certFile,
      Path keyFile,
      @Default("NoClientCert") ClientAuthType clientAuthType,
      Optional<Path> clientCaFile,
      @Default("TLS12") OldestVersion minVersion) {
    public TlsSection {
      if (clientAuthType == ClientAuthType.REQUIREANDVERIFYCLIENTCERT && clientCaFile.isEmpty()) {
        throw new InvalidValueException(
            "client_auth_type", "wants certificates that nobody can verify", "add client_ca_file");
      }
      if (clientAuthType == ClientAuthType.NOCLIENTCERT && clientCaFile.isPresent()) {
        throw new InvalidValueException(
            "client_ca_file",
            "is there though no client needs a certificate",
            "set client_auth_type: RequireAndVerifyClientCert, or remove it");
      }
    }

    private ServerTls open(Path folder) {
      return new ServerTls(
          new KeyPairFiles(folder.resolve(certFile), folder.resolve(keyFile)),
          clientCaFile.map(folder::resolve),
          minVersion == OldestVersion.TLS13 ? TlsVersion.V1_3 : TlsVersion.V1_2);
    }
  }

  /** Whether clients need a certificate, in Go's words less those that ask without looking. */
  public enum ClientAuthType {
    NOCLIENTCERT,
    REQUIREANDVERIFYCLIENTCERT
  }

  /** The oldest version that is spoken. */
  public enum OldestVersion {
    TLS12,
    TLS13
  }

  public WebConfig {
    basicAuthUsers.forEach((user, hash) -> {
      if (!Bcrypt.isHash(hash.reveal())) {
        throw new InvalidValueException(
            "basic_auth_users",
            "the password of " + user + " is no bcrypt hash",
            "write what \"htpasswd -nBC 10 " + user + "\" gives behind the colon");
      }
    });
  }

  /** Lets everybody in, without encryption. */
  public static WebConfig open() {
    return new WebConfig(Optional.empty(), Map.of(), List.of());
  }

  /**
   * Reads the file.
   *
   * @throws io.meridian.config.ConfigException listing everything that is wrong
   */
  public static Bound<WebConfig> read(Path file) {
    return ConfigFile.read(file).bind(WebConfig.class);
  }

  /**
   * Opens certificate and key; names of files are relative to the folder of the configuration.
   *
   * @throws io.meridian.service.tls.TlsFileException if one cannot be used
   */
  public Optional<ServerTls> openTls(Path file) {
    Path folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
    return tlsServerConfig.map(section -> section.open(folder));
  }
}
