package io.meridian.service.auth;

import io.meridian.config.Bound;
import io.meridian.config.ConfigProblem;
import io.meridian.config.InvalidValueException;
import io.meridian.service.http.Route;
import io.meridian.service.reload.Reload;
import io.meridian.service.tls.ServerTls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the file of {@code --http.config} asks of whoever comes to a port. Users, tokens and the
 * content of certificates may change while the process runs; which files the certificates are in
 * may not. Without a file everybody is let in, unencrypted.
 */
public final class PortGuard implements Reload.Source {
  private final Optional<Path> file;
  private final Optional<WebConfig.TlsSection> section;
  private final Optional<ServerTls> tls;
  private final Authentication authentication;

  private PortGuard(Optional<Path> file, WebConfig config, Optional<ServerTls> tls) {
    this.file = file;
    this.tls = tls;
    section = config.tlsServerConfig();
    authentication = new Authentication(config);
  }

  /**
   * Reads the file, and those that it names.
   *
   * @param warnings takes what is in it without an effect
   * @throws io.meridian.config.ConfigException listing everything that is wrong
   * @throws io.meridian.service.tls.TlsFileException if a certificate or key cannot be used
   */
  public static PortGuard read(Optional<Path> file, List<ConfigProblem> warnings) {
    if (file.isEmpty()) {
      return new PortGuard(file, WebConfig.open(), Optional.empty());
    }
    Bound<WebConfig> bound = WebConfig.read(file.get());
    warnings.addAll(bound.warnings());
    return new PortGuard(file, bound.value(), bound.value().openTls(file.get()));
  }

  /** The routes, behind users and tokens; health and readiness stay open. */
  public List<Route> protect(List<Route> routes) {
    return authentication.protect(routes);
  }

  /** The port's certificate, where it has one. */
  public Optional<ServerTls> tls() {
    return tls;
  }

  /** The files whose change asks for a reload. */
  public List<Path> files() {
    List<Path> files = new ArrayList<>(file.stream().toList());
    tls.ifPresent(open -> files.addAll(open.files()));
    return files;
  }

  @Override
  public Runnable prepare() {
    if (file.isEmpty()) {
      return () -> {};
    }
    WebConfig config = WebConfig.read(file.get()).value();
    if (!config.tlsServerConfig().equals(section)) {
      throw new InvalidValueException(
          "tls_server_config",
          "is another one than when the process started",
          "start it anew; the content of certificates is read again without that");
    }
    Optional<Runnable> certificates = tls.map(ServerTls::prepare);
    return () -> {
      authentication.use(config);
      certificates.ifPresent(Runnable::run);
    };
  }
}
