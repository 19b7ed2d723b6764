package io.meridian.storegateway.cache;

import io.meridian.config.ByteSize;
import io.meridian.config.ConfigFile;
import io.meridian.config.ConfigProblem;
import io.meridian.config.Default;
import io.meridian.config.InvalidValueException;
import io.meridian.config.NotHonoured;
import io.meridian.config.Section;
import io.meridian.storegateway.cache.remote.MemcachedYaml;
import io.meridian.storegateway.cache.remote.RedisYaml;
import io.meridian.storegateway.cache.remote.RemoteCacheConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Caches as Thanos' YAML has them. */
public final class CacheYaml {
  private CacheYaml() {}

  /** What such a file asks for. */
  public sealed interface Choice {
    /** Memory of this process: so many bytes, or as many as usual. */
    record Memory(Optional<Long> bytes) implements Choice {}

    /** Other processes, besides. */
    record Remote(RemoteCacheConfig config) implements Choice {}
  }

  /** Kinds of caches that Thanos knows. */
  enum Type {
    IN_MEMORY,
    MEMCACHED,
    REDIS,
    GROUPCACHE;

    void requireKnown() {
      if (this == GROUPCACHE) {
        throw new InvalidValueException(
            "type",
            "is GROUPCACHE, and gateways do not ask each other",
            "write MEMCACHED, REDIS or IN-MEMORY; several gateways share blocks out by their"
                + " partition instead");
      }
    }
  }

  /** The keys of {@code config} where {@code type} is {@code IN-MEMORY}. */
  @NotHonoured(key = "max_item_size", instead = "ranges of any size are kept in pages of 16 KiB")
  @NotHonoured(key = "ttl", instead = "blocks never change, and what is least used makes room")
  record MemoryYaml(@Default("0") ByteSize maxSize) {}

  /** {@code --index-cache.config}. */
  @NotHonoured(key = "enabled_items", instead = "postings and series are kept alike")
  record IndexYaml(Type type, Section config, @Default("24h") Duration ttl) {
    IndexYaml {
      type.requireKnown();
    }
  }

  /** {@code --store.caching-bucket.config}. */
  @NotHonoured(
      key = "chunk_subrange_size",
      instead = "pages are of 16 KiB in memory and 64 KiB elsewhere")
  @NotHonoured(
      key = "max_chunks_get_range_requests",
      instead = "what is missing is read from the first missing byte on, once")
  @NotHonoured(key = "chunk_object_attrs_ttl", instead = "the sizes of files are listed")
  @NotHonoured(key = "blocks_iter_ttl", instead = "the bucket is listed at each look")
  @NotHonoured(key = "metafile_exists_ttl", instead = "the listing says it")
  @NotHonoured(key = "metafile_doesnt_exist_ttl", instead = "the listing says it")
  @NotHonoured(key = "metafile_content_ttl", instead = "metas are kept in the data folder")
  @NotHonoured(key = "metafile_max_size", instead = "metas are kept in the data folder")
  @NotHonoured(key = "meta_file_max_size", instead = "metas are kept in the data folder")
  record BucketYaml(Type type, Section config, @Default("24h") Duration chunkSubrangeTtl) {
    BucketYaml {
      type.requireKnown();
    }
  }

  /**
   * Reads {@code --index-cache.config}.
   *
   * @param warnings takes what is in it without an effect
   * @throws io.meridian.config.ConfigException listing everything that is wrong
   */
  public static Choice readIndex(ConfigFile file, List<ConfigProblem> warnings) {
    var yaml = file.bind(IndexYaml.class);
    warnings.addAll(yaml.warnings());
    return read(yaml.value().type(), yaml.value().config(), yaml.value().ttl(), warnings);
  }

  /** Reads {@code --store.caching-bucket.config}, as {@link #readIndex}. */
  public static Choice readBucket(ConfigFile file, List<ConfigProblem> warnings) {
    var yaml = file.bind(BucketYaml.class);
    warnings.addAll(yaml.warnings());
    return read(
        yaml.value().type(), yaml.value().config(), yaml.value().chunkSubrangeTtl(), warnings);
  }

  private static Choice read(
      Type type, Section section, Duration life, List<ConfigProblem> warnings) {
    return switch (type) {
      case MEMCACHED -> {
        var memcached = section.bind(MemcachedYaml.class);
        warnings.addAll(memcached.warnings());
        yield new Choice.Remote(memcached.value().config(life));
      }
      case REDIS -> {
        var redis = section.bind(RedisYaml.class);
        warnings.addAll(redis.warnings());
        yield new Choice.Remote(redis.value().config(life));
      }
      case IN_MEMORY, GROUPCACHE -> {
        var memory = section.bind(MemoryYaml.class);
        warnings.addAll(memory.warnings());
        long bytes = memory.value().maxSize().bytes();
        yield new Choice.Memory(bytes == 0 ? Optional.empty() : Optional.of(bytes));
      }
    };
  }
}
