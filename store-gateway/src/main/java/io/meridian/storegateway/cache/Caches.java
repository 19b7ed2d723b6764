package io.meridian.storegateway.cache;

import io.meridian.storegateway.cache.remote.RemoteCacheConfig;
import java.util.Optional;

/**
 * Where what was read is kept.
 *
 * @param sizes how much in memory and on disk
 * @param sharedIndex the cache that gateways share for parts of indexes, if there is one
 * @param sharedChunks the same for chunks
 */
public record Caches(
    CacheSizes sizes,
    Optional<RemoteCacheConfig> sharedIndex,
    Optional<RemoteCacheConfig> sharedChunks) {

  /** In this process and on its disk alone. */
  public static Caches ofOwn(CacheSizes sizes) {
    return new Caches(sizes, Optional.empty(), Optional.empty());
  }

  /** With what a file says of indexes. */
  public Caches withIndex(CacheYaml.Choice choice) {
    return switch (choice) {
      case CacheYaml.Choice.Memory(var bytes) ->
          new Caches(bytes.map(sizes::withIndex).orElse(sizes), sharedIndex, sharedChunks);
      case CacheYaml.Choice.Remote(var config) ->
          new Caches(sizes, Optional.of(config), sharedChunks);
    };
  }

  /** With what a file says of chunks. */
  public Caches withChunks(CacheYaml.Choice choice) {
    return switch (choice) {
      case CacheYaml.Choice.Memory(var bytes) ->
          new Caches(bytes.map(sizes::withChunks).orElse(sizes), sharedIndex, sharedChunks);
      case CacheYaml.Choice.Remote(var config) ->
          new Caches(sizes, sharedIndex, Optional.of(config));
    };
  }
}
