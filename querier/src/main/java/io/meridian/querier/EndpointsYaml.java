package io.meridian.querier;

import io.meridian.config.Default;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The file that {@code --endpoint.sd-config-file} names, in Thanos' form.
 *
 * @param defaultClientConfig how endpoints are spoken to that do not say it
 */
record EndpointsYaml(Optional<Client> defaultClientConfig, List<Server> endpoints) {
  /**
   * Servers that are found under one name.
   *
   * @param strict whether they are asked even if they do not answer
   * @param group whether all have the same data
   * @param serviceConfig how gRPC would balance a group; ours asks one, and others where it fails
   */
  record Server(
      String address,
      @Default("false") boolean strict,
      @Default("false") boolean group,
      @Default("") String serviceConfig,
      Optional<Client> clientConfig) {}

  /**
   * How a server is spoken to.
   *
   * @param compression of what is sent to it: none or snappy
   */
  record Client(
      Optional<Tls> tlsConfig, @Default("") String serverName, @Default("") String compression) {}

  /**
   * What TLS is made of; on where any of it is said, unless it is turned off.
   *
   * @param minVersion is 1.2 here whatever is said, and 1.3 where both sides know it
   */
  record Tls(
      Optional<Boolean> enabled,
      @Default("false") boolean insecureSkipVerify,
      Optional<Path> certFile,
      Optional<Path> keyFile,
      Optional<Path> caFile,
      @Default("") String minVersion) {
    /** Whether TLS is spoken. */
    boolean isOn() {
      return enabled.orElse(
          insecureSkipVerify || certFile.isPresent() || keyFile.isPresent() || caFile.isPresent());
    }
  }
}
