package io.meridian.storegateway.cache.remote;

import io.meridian.config.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A cache in other processes, which gateways share. */
public sealed interface RemoteCacheConfig {
  /** How long what is stored is of use. */
  Duration life();

  /** How many pages are stored at a time. */
  int writers();

  /** How many pages may wait for that. */
  int waiting();

  /** The largest value that the servers take; larger ones are not sent. */
  long largest();

  /**
   * Memcached servers.
   *
   * @param addresses as endpoints are written: {@code host:port}, {@code dns+host:port} …
   * @param timeout of each exchange
   * @param maxIdle idle connections to a server
   * @param concurrency requests for pages at a time; others wait for {@code timeout} at most
   * @param batch names in a request
   * @param lookUp how often addresses are looked up
   */
  record Memcached(
      List<String> addresses,
      Duration timeout,
      int maxIdle,
      int concurrency,
      int batch,
      Duration lookUp,
      long largest,
      int writers,
      int waiting,
      Duration life,
      Breaker.Rules breaker)
      implements RemoteCacheConfig {}

  /**
   * A Redis server.
   *
   * @param prefix of all names
   * @param dial how long connecting may take
   * @param read how long an answer may take
   * @param write how long storing may take
   */
  record Redis(
      String host,
      int port,
      int database,
      Optional<String> user,
      Optional<Secret> password,
      Optional<Tls> tls,
      String prefix,
      Duration dial,
      Duration read,
      Duration write,
      int batch,
      long largest,
      int writers,
      int waiting,
      Duration life,
      Breaker.Rules breaker)
      implements RemoteCacheConfig {}

  /**
   * How a server is talked to in secret.
   *
   * @param authorities of the server's certificate, the Java runtime's if empty
   * @param certificate and key to show, both or none
   * @param anyServer whether every server is believed; for trials only
   */
  record Tls(
      Optional<Path> authorities,
      Optional<Path> certificate,
      Optional<Path> key,
      boolean anyServer) {}
}
