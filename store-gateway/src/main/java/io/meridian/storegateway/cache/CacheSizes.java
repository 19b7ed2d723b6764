package io.meridian.storegateway.cache;

import io.meridian.config.ByteSize;
import io.meridian.config.ConfigFile;
import io.meridian.config.ConfigProblem;
import io.meridian.config.Default;
import io.meridian.config.InvalidValueException;
import io.meridian.config.NotHonoured;
import io.meridian.config.Section;
import java.util.List;
import java.util.Optional;

/**
 * How much is kept.
 *
 * @param index bytes of posting lists and series' entries in memory
 * @param chunks bytes of chunks in memory, 0 for none
 * @param disk bytes of all of these on disk, 0 for none
 */
public record CacheSizes(long index, long chunks, long disk) {
  private static final long USUAL_DISK = 2L << 30;

  /** Where nothing is configured and nothing is kept on disk: three eighths of the heap at most. */
  public static CacheSizes ofHeap(long heap) {
    return new CacheSizes(Math.min(heap / 8, 250L << 20), Math.min(heap / 4, 1L << 30), 0);
  }

  /**
   * Where nothing is configured: chunks are kept on disk, 2 GiB at most and a quarter of what is
   * free there; in memory the operating system keeps those that are read.
   */
  public static CacheSizes usual(long heap, long free) {
    CacheSizes ofHeap = ofHeap(heap);
    long disk = Math.min(USUAL_DISK, free / 4);
    return disk < ofHeap.chunks() ? ofHeap : new CacheSizes(ofHeap.index(), 0, disk);
  }

  /** The same with another size for what is kept of indexes. */
  public CacheSizes withIndex(long bytes) {
    return new CacheSizes(bytes, chunks, disk);
  }

  /** The same with another size for chunks in memory. */
  public CacheSizes withChunks(long bytes) {
    return new CacheSizes(index, bytes, disk);
  }

  /** The same with another size on disk. */
  public CacheSizes withDisk(long bytes) {
    return new CacheSizes(index, chunks, bytes);
  }

  /** Kinds of caches that Thanos knows. */
  enum Type {
    IN_MEMORY,
    MEMCACHED,
    REDIS,
    GROUPCACHE;

    void requireMemory() {
      if (this != IN_MEMORY) {
        throw new InvalidValueException(
            "type",
            "is " + this + ", and caches are in this process and on its disk alone",
            "write IN-MEMORY with a max_size; several gateways share blocks out by their"
                + " partition instead");
      }
    }
  }

  /** The keys of {@code config}. */
  @NotHonoured(key = "max_item_size", instead = "ranges of any size are kept in pages of 16 KiB")
  @NotHonoured(key = "ttl", instead = "blocks never change, and what is least used makes room")
  record MemoryYaml(@Default("0") ByteSize maxSize) {}

  /** {@code --index-cache.config}. */
  @NotHonoured(key = "enabled_items", instead = "postings and series are kept alike")
  @NotHonoured(key = "ttl", instead = "blocks never change, and what is least used makes room")
  record IndexYaml(Type type, Section config) {
    IndexYaml {
      type.requireMemory();
    }
  }

  /** {@code --store.caching-bucket.config}. */
  @NotHonoured(key = "chunk_subrange_size", instead = "chunks are kept in pages of 16 KiB")
  @NotHonoured(
      key = "max_chunks_get_range_requests",
      instead = "what is missing is read from the first missing byte on, once")
  @NotHonoured(key = "chunk_object_attrs_ttl", instead = "the sizes of files are listed")
  @NotHonoured(key = "chunk_subrange_ttl", instead = "blocks never change")
  @NotHonoured(key = "blocks_iter_ttl", instead = "the bucket is listed at each look")
  @NotHonoured(key = "metafile_exists_ttl", instead = "the listing says it")
  @NotHonoured(key = "metafile_doesnt_exist_ttl", instead = "the listing says it")
  @NotHonoured(key = "metafile_content_ttl", instead = "metas are kept in the data folder")
  @NotHonoured(key = "metafile_max_size", instead = "metas are kept in the data folder")
  @NotHonoured(key = "meta_file_max_size", instead = "metas are kept in the data folder")
  record BucketYaml(Type type, Section config) {
    BucketYaml {
      type.requireMemory();
    }
  }

  /**
   * Reads {@code --index-cache.config}: bytes, empty if it names no size.
   *
   * @param warnings takes what is in it without an effect
   * @throws io.meridian.config.ConfigException listing everything that is wrong
   */
  public static Optional<Long> readIndex(ConfigFile file, List<ConfigProblem> warnings) {
    var yaml = file.bind(IndexYaml.class);
    warnings.addAll(yaml.warnings());
    return readMemory(yaml.value().config(), warnings);
  }

  /** Reads {@code --store.caching-bucket.config}, as {@link #readIndex}. */
  public static Optional<Long> readBucket(ConfigFile file, List<ConfigProblem> warnings) {
    var yaml = file.bind(BucketYaml.class);
    warnings.addAll(yaml.warnings());
    return readMemory(yaml.value().config(), warnings);
  }

  private static Optional<Long> readMemory(Section section, List<ConfigProblem> warnings) {
    var memory = section.bind(MemoryYaml.class);
    warnings.addAll(memory.warnings());
    long bytes = memory.value().maxSize().bytes();
    return bytes == 0 ? Optional.empty() : Optional.of(bytes);
  }
}
