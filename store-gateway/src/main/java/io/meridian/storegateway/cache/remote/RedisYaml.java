package io.meridian.storegateway.cache.remote;

import io.meridian.config.ByteSize;
import io.meridian.config.Default;
import io.meridian.config.InvalidValueException;
import io.meridian.config.Key;
import io.meridian.config.NotHonoured;
import io.meridian.config.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The keys of {@code config} where {@code type} is {@code REDIS}. */
@NotHonoured(
    key = "cache_size",
    unless = "0",
    instead = "what was read is kept in memory and on disk anyway")
@NotHonoured(key = "max_get_multi_concurrency", instead = "requests share one connection")
@NotHonoured(key = "max_set_multi_concurrency", instead = "pages are stored one by one")
@NotHonoured(key = "set_multi_batch_size", instead = "pages are stored one by one")
@NotHonoured(key = "expiration", instead = "ttl beside type says how long pages are kept")
public record RedisYaml(
    String addr,
    @Default("") String username,
    Optional<Secret> password,
    @Default("0") int db,
    @Default("") String prefix,
    @Default("5s") Duration dialTimeout,
    @Default("500ms") Duration readTimeout,
    @Default("3s") Duration writeTimeout,
    @Default("100") int getMultiBatchSize,
    @Default("false") boolean tlsEnabled,
    TlsYaml tlsConfig,
    @Default("") String masterName,
    @Default("10000") int maxAsyncBufferSize,
    @Default("20") int maxAsyncConcurrency,
    @Key("max_item_size") @Default("0") ByteSize maxItemSize,
    BreakerYaml setAsyncCircuitBreakerConfig) {

  /** The keys of {@code tls_config}. */
  @NotHonoured(key = "server_name", instead = "the certificate must be that of the host in addr")
  @NotHonoured(key = "min_version", instead = "TLS 1.2 is the least")
  record TlsYaml(
      @Default("") String caFile,
      @Default("") String certFile,
      @Default("") String keyFile,
      @Default("false") boolean insecureSkipVerify) {
    TlsYaml {
      if (certFile.isEmpty() != keyFile.isEmpty()) {
        throw new InvalidValueException(
            "cert_file", "and key_file need each other", "give both or none");
      }
    }

    private RemoteCacheConfig.Tls tls() {
      return new RemoteCacheConfig.Tls(
          file("ca_file", caFile),
          file("cert_file", certFile),
          file("key_file", keyFile),
          insecureSkipVerify);
    }

    private static Optional<Path> file(String key, String name) {
      Path path = Path.of(name);
      if (!name.isEmpty() && !Files.isReadable(path)) {
        throw new InvalidValueException(
            key, "names " + name + ", which cannot be read", "check path and permissions");
      }
      return name.isEmpty() ? Optional.empty() : Optional.of(path);
    }
  }

  public RedisYaml {
    if (!masterName.isEmpty() || addr.contains(",")) {
      throw new InvalidValueException(
          masterName.isEmpty() ? "addr" : "master_name",
          "asks for a cluster or sentinels, and one server is what is known here",
          "name the address of one server, such as a proxy's before them");
    }
    port(addr);
    if (db < 0 || getMultiBatchSize < 0 || maxAsyncConcurrency < 1) {
      throw new IllegalArgumentException(
          "db and get_multi_batch_size are not negative, max_async_concurrency is 1 at least");
    }
    if (readTimeout.toMillis() < 1 || writeTimeout.toMillis() < 1 || dialTimeout.toMillis() < 1) {
      throw new IllegalArgumentException("timeouts have to be 1ms at least");
    }
  }

  private static int port(String addr) {
    try {
      int colon = addr.lastIndexOf(':');
      int port = colon < 1 ? -1 : Integer.parseInt(addr.substring(colon + 1));
      if (port > 0 && port < 1 << 16) {
        return port;
      }
    } catch (NumberFormatException e) {
      throw new InvalidValueException("addr", "is " + addr, "write host:port");
    }
    throw new InvalidValueException("addr", "is " + addr, "write host:port");
  }

  /** The server that is meant. */
  public RemoteCacheConfig.Redis config(Duration life) {
    return new RemoteCacheConfig.Redis(
        addr.substring(0, addr.lastIndexOf(':')),
        port(addr),
        db,
        username.isEmpty() ? Optional.empty() : Optional.of(username),
        password.filter(secret -> !secret.reveal().isEmpty()),
        tlsEnabled ? Optional.of(tlsConfig.tls()) : Optional.empty(),
        prefix,
        dialTimeout,
        readTimeout,
        writeTimeout,
        getMultiBatchSize == 0 ? Integer.MAX_VALUE : getMultiBatchSize,
        maxItemSize.bytes() == 0 ? Long.MAX_VALUE : maxItemSize.bytes(),
        maxAsyncConcurrency,
        maxAsyncBufferSize,
        life,
        setAsyncCircuitBreakerConfig.rules());
  }
}
