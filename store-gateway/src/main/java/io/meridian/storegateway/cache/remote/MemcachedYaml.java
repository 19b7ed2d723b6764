package io.meridian.storegateway.cache.remote;

import io.meridian.config.ByteSize;
import io.meridian.config.Default;
import io.meridian.config.InvalidValueException;
import io.meridian.config.NotHonoured;
import io.meridian.model.InvalidRequestException;
import io.meridian.storeapi.dial.AddressSource;
import java.time.Duration;
import java.util.List;

/** The keys of {@code config} where {@code type} is {@code MEMCACHED}. */
@NotHonoured(
    key = "auto_discovery",
    unless = "false",
    instead = "addresses are looked up in DNS; write dns+host:port")
public record MemcachedYaml(
    List<String> addresses,
    @Default("500ms") Duration timeout,
    @Default("100") int maxIdleConnections,
    @Default("20") int maxAsyncConcurrency,
    @Default("10000") int maxAsyncBufferSize,
    @Default("100") int maxGetMultiConcurrency,
    @Default("0") int maxGetMultiBatchSize,
    @Default("1MiB") ByteSize maxItemSize,
    @Default("10s") Duration dnsProviderUpdateInterval,
    BreakerYaml setAsyncCircuitBreakerConfig) {
  private static final int BATCH = 128;

  public MemcachedYaml {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty()) {
      throw new InvalidValueException(
          "addresses", "names no server", "write host:port, or dns+host:port");
    }
    addresses.forEach(MemcachedYaml::check);
    if (timeout.toMillis() < 1 || dnsProviderUpdateInterval.toMillis() < 100) {
      throw new IllegalArgumentException(
          "timeout has to be 1ms at least and dns_provider_update_interval 100ms");
    }
    if (maxAsyncConcurrency < 1 || maxGetMultiConcurrency < 0 || maxGetMultiBatchSize < 0) {
      throw new IllegalArgumentException(
          "max_async_concurrency has to be 1 at least, and nothing negative");
    }
  }

  private static void check(String address) {
    try {
      AddressSource.named(address);
      int colon = address.lastIndexOf(':');
      if (!address.startsWith("dnssrv")) {
        Integer.parseUnsignedInt(address.substring(colon + 1));
      }
    } catch (InvalidRequestException | NumberFormatException e) {
      throw new InvalidValueException(
          "addresses", "has \"" + address + "\"", "write host:port, or dns+host:port");
    }
  }

  /** The servers that are meant. */
  public RemoteCacheConfig.Memcached config(Duration life) {
    return new RemoteCacheConfig.Memcached(
        addresses,
        timeout,
        maxIdleConnections,
        maxGetMultiConcurrency == 0 ? Integer.MAX_VALUE : maxGetMultiConcurrency,
        maxGetMultiBatchSize == 0 ? BATCH : maxGetMultiBatchSize,
        dnsProviderUpdateInterval,
        maxItemSize.bytes() == 0 ? Long.MAX_VALUE : maxItemSize.bytes(),
        maxAsyncConcurrency,
        maxAsyncBufferSize,
        life,
        setAsyncCircuitBreakerConfig.rules());
  }
}
