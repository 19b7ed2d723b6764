package io.meridian.storegateway;

import io.meridian.blocks.DiscoveryRules;
import io.meridian.blocks.KnownBlock;
import io.meridian.bucket.config.ObjectStoreConfig;
import io.meridian.config.ByteSize;
import io.meridian.config.ConfigProblem;
import io.meridian.config.Default;
import io.meridian.config.InvalidValueException;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.TimeRange;
import io.meridian.service.flag.FileKey;
import io.meridian.service.flag.Flag;
import io.meridian.service.flag.IgnoredFlag;
import io.meridian.service.flag.RefusedFlag;
import io.meridian.service.flag.TextOrFile;
import io.meridian.service.process.GrpcSection;
import io.meridian.service.process.HttpSection;
import io.meridian.service.process.LogSection;
import io.meridian.service.process.ObjstoreSection;
import io.meridian.service.process.TracingSection;
import io.meridian.service.relabel.Relabelling;
import io.meridian.storeapi.serve.CallLimits;
import io.meridian.storegateway.cache.CacheSizes;
import io.meridian.storegateway.cache.CacheYaml;
import io.meridian.storegateway.cache.Caches;
import io.meridian.storegateway.catalog.Partition;
import io.meridian.storegateway.catalog.SelectedBlocks;
import io.meridian.storegateway.catalog.TimeBound;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The command line and configuration file of a store gateway; flags have Thanos' names. */
@IgnoredFlag(name = "request.logging-config", instead = "requests are not logged")
@IgnoredFlag(name = "request.logging-config-file", instead = "requests are not logged")
@IgnoredFlag(name = "web.disable", isBoolean = true, instead = "there is no page for people yet")
@IgnoredFlag(name = "web.external-prefix", instead = "there is no page for people yet")
@IgnoredFlag(name = "web.prefix-header", instead = "there is no page for people yet")
@IgnoredFlag(name = "web.disable-cors", isBoolean = true, instead = "no CORS headers are sent")
@IgnoredFlag(name = "bucket-web-label", instead = "there is no page for people yet")
@IgnoredFlag(
    name = "disable-admin-operations",
    isBoolean = true,
    instead = "there are no such operations")
public record StoreGatewaySettings(
    HttpSection http,
    GrpcSection grpc,
    ObjstoreSection objstore,
    Blocks blocks,
    Shares partition,
    Cache cache,
    Limits limits,
    LogSection log,
    TracingSection tracing) {

  /** Which blocks are served, and what is kept of them on disk. */
  @IgnoredFlag(
      name = "cache-index-header",
      isBoolean = true,
      unless = "true",
      instead = "headers are kept on disk, where it takes them")
  @IgnoredFlag(name = "block-discovery-strategy", instead = "the whole bucket is listed")
  @IgnoredFlag(name = "block-sync-concurrency", instead = "blocks are opened when needed")
  @IgnoredFlag(name = "block-meta-fetch-concurrency", instead = "64 metas are fetched at a time")
  @IgnoredFlag(
      name = "store.enable-index-header-lazy-reader",
      isBoolean = true,
      unless = "true",
      instead = "headers are always opened when needed")
  @IgnoredFlag(
      name = "store.index-header-lazy-reader-idle-timeout",
      instead = "blocks that nobody reads are closed after blocks.idle of --config.file")
  @IgnoredFlag(
      name = "store.index-header-lazy-download-strategy",
      unless = "lazy",
      instead = "headers are fetched when needed")
  @IgnoredFlag(
      name = "store.index-header-posting-offsets-in-mem-sampling",
      instead = "headers are mapped, not held")
  @IgnoredFlag(
      name = "store.enable-lazy-expanded-postings",
      isBoolean = true,
      unless = "true",
      instead = "each selection is planned by cost")
  @IgnoredFlag(
      name = "store.posting-group-max-key-series-ratio",
      instead = "each selection is planned by cost")
  @IgnoredFlag(
      name = "debug.series-batch-size",
      instead = "series come by the megabytes of their chunks")
  @IgnoredFlag(
      name = "debug.estimated-max-series-size",
      instead = "the index tells where entries end")
  @IgnoredFlag(
      name = "debug.estimated-max-chunk-size",
      instead = "the largest chunk of a block's meta is taken")
  @RefusedFlag(
      name = "objstore-parquet.config",
      because = "Parquet files are not read",
      remedy = "leave it out and keep the blocks that the files were made of")
  @RefusedFlag(
      name = "objstore-parquet.config-file",
      because = "Parquet files are not read",
      remedy = "leave it out and keep the blocks that the files were made of")
  public record Blocks(
      @Flag(value = "data-dir", help = "Folder of metas and headers; may be lost.")
          @Default("./data")
          Path dataDir,
      @Flag(value = "sync-block-duration", help = "How often the bucket is looked at.")
          @Default("15m")
          Duration syncInterval,
      @Flag(
              value = "consistency-delay",
              help = "For how long after their upload blocks are not read yet.")
          @Default("0s")
          Duration consistencyDelay,
      @Flag(
              value = "ignore-deletion-marks-delay",
              help = "For how long blocks that are marked for deletion are still read.")
          @Default("24h")
          Duration deletionDelay,
      @Flag(value = "min-time", help = "Begin of what is served: RFC 3339, or such as -2w.")
          @Default("0000-01-01T00:00:00Z")
          String minTime,
      @Flag(value = "max-time", help = "End of what is served, likewise.")
          @Default("9999-12-31T23:59:59Z")
          String maxTime,
      @Flag(
              value = "selector.relabel-config",
              help = "Rules over blocks' labels and __block_id; what is dropped is not served.")
          Optional<String> relabelConfig,
      @Flag(value = "selector.relabel-config-file", help = "The same in a file; it may change.")
          Optional<Path> relabelConfigFile,
      @FileKey(help = "How long after its last use a block is closed.") @Default("5m")
          Duration idle) {
    public Blocks {
      TextOrFile.check("relabel_config", relabelConfig, relabelConfigFile);
      if (syncInterval.compareTo(Duration.ofSeconds(1)) < 0) {
        throw new InvalidValueException("sync_interval", "is " + syncInterval, "allow 1s at least");
      }
      bound("min_time", minTime);
      bound("max_time", maxTime);
    }

    private static TimeBound bound(String key, String text) {
      try {
        return TimeBound.parse(text);
      } catch (IllegalArgumentException e) {
        throw new InvalidValueException(
            key,
            "is " + text,
            "write a time such as 2026-01-05T00:00:00Z, or a duration from now such as -2w");
      }
    }

    private TimeRange range(Instant now) {
      long min = bound("min_time", minTime).at(now);
      long max = bound("max_time", maxTime).at(now);
      if (min > max) {
        throw new InvalidRequestException(
            "--min-time %s is behind --max-time %s: nothing would be served"
                .formatted(minTime, maxTime));
      }
      return new TimeRange(min, max);
    }
  }

  /**
   * Which gateways serve the bucket together; without any, this one serves all of it.
   *
   * @param replicas their names
   * @param self this one's name among them
   * @param copies how many of them serve each block
   */
  public record Shares(
      @FileKey(help = "The names of all gateways that serve the bucket together.")
          List<String> replicas,
      @FileKey(help = "The name of this one among them.") @Default("") String self,
      @FileKey(help = "How many gateways serve each block.") @Default("2") int copies) {
    public Shares {
      replicas = List.copyOf(replicas);
      if (!replicas.isEmpty()) {
        new Partition(replicas, self, copies);
      }
    }

    private Predicate<KnownBlock> share() {
      return replicas.isEmpty() ? _ -> true : new Partition(replicas, self, copies);
    }
  }

  /** What is kept in memory and on disk. */
  @IgnoredFlag(name = "matcher-cache-size", instead = "matchers are cheap to make")
  @IgnoredFlag(name = "chunk-pool-size", instead = "a call holds up to 256 MiB")
  public record Cache(
      @Flag(value = "index-cache-size", help = "What is kept of indexes; 0 for a share of memory.")
          @Default("0")
          ByteSize indexSize,
      @Flag(
              value = "cache.disk-size",
              help = "What is kept on disk of what was read; 0 for nothing.")
          Optional<ByteSize> diskSize,
      @Flag(
              value = "index-cache.config",
              help = "The same, or memcached or Redis: YAML as in Thanos.")
          Optional<String> indexConfig,
      @Flag(value = "index-cache.config-file", help = "The same in a file.")
          Optional<Path> indexConfigFile,
      @Flag(value = "store.caching-bucket.config", help = "The same of chunks: YAML as in Thanos.")
          Optional<String> bucketConfig,
      @Flag(value = "store.caching-bucket.config-file", help = "The same in a file.")
          Optional<Path> bucketConfigFile) {
    public Cache {
      TextOrFile.check("index_config", indexConfig, indexConfigFile);
      TextOrFile.check("bucket_config", bucketConfig, bucketConfigFile);
    }

    /**
     * What is kept.
     *
     * @param free bytes of the disk, 0 if the bucket is a folder, which needs no second one
     */
    private Caches caches(long free, List<ConfigProblem> warnings) {
      Caches caches = Caches.ofOwn(sizes(free));
      Optional<CacheYaml.Choice> index =
          new TextOrFile("--index-cache.config", indexConfig, indexConfigFile)
              .read()
              .map(file -> CacheYaml.readIndex(file, warnings));
      Optional<CacheYaml.Choice> chunks =
          new TextOrFile("--store.caching-bucket.config", bucketConfig, bucketConfigFile)
              .read()
              .map(file -> CacheYaml.readBucket(file, warnings));
      caches = index.map(caches::withIndex).orElse(caches);
      return chunks.map(caches::withChunks).orElse(caches);
    }

    private CacheSizes sizes(long free) {
      long heap = Runtime.getRuntime().maxMemory();
      CacheSizes sizes =
          diskSize
              .map(size ->
                  size.bytes() == 0
                      ? CacheSizes.ofHeap(heap)
                      : CacheSizes.ofHeap(heap).withChunks(0).withDisk(size.bytes()))
              .orElseGet(() -> CacheSizes.usual(heap, free));
      return indexSize.bytes() > 0 ? sizes.withIndex(indexSize.bytes()) : sizes;
    }
  }

  /** Bytes that are free where a folder is, or is going to be. */
  private static long free(Path folder) {
    Path there = folder.toAbsolutePath();
    while (!Files.exists(there) && there.getParent() != null) {
      there = there.getParent();
    }
    return there.toFile().getUsableSpace();
  }

  /** What requests may take; 0 for no limit. */
  public record Limits(
      @Flag(value = "store.grpc.touched-series-limit", help = "Series of blocks a request reads.")
          @Default("0")
          long touchedSeries,
      @Flag(value = "store.limits.request-series", help = "The same by its newer name.")
          @Default("0")
          long requestSeries,
      @Flag(
              value = "store.grpc.series-sample-limit",
              help = "Samples a request reads, each chunk taken for 120.")
          @Default("0")
          long seriesSamples,
      @Flag(value = "store.limits.request-samples", help = "The same by its newer name.")
          @Default("0")
          long requestSamples,
      @Flag(
              value = "store.grpc.downloaded-bytes-limit",
              help = "Bytes of blocks a request reads, also from memory.")
          @Default("0")
          ByteSize downloadedBytes,
      @Flag(
              value = "store.grpc.series-max-concurrency",
              help = "Requests for series at a time; others wait their turn.")
          @Default("20")
          int seriesConcurrency) {
    public Limits {
      if (touchedSeries < 0 || requestSeries < 0 || seriesSamples < 0 || requestSamples < 0) {
        throw new IllegalArgumentException("a limit is negative; write 0 for none");
      }
      if (seriesConcurrency < 1) {
        throw new InvalidValueException(
            "series_concurrency", "is " + seriesConcurrency, "allow one request at least");
      }
    }

    private CallLimits ofCall() {
      return new CallLimits(
          stricter(touchedSeries, requestSeries),
          stricter(seriesSamples, requestSamples),
          downloadedBytes.bytes());
    }

    private static long stricter(long one, long other) {
      return one == 0 || other == 0 ? Math.max(one, other) : Math.min(one, other);
    }
  }

  /** The files whose content may change while the process runs. */
  Stream<Path> watched() {
    return Stream.concat(grpc.watched(), blocks.relabelConfigFile().stream());
  }

  /**
   * Reads which blocks are to be served, as it is now.
   *
   * @throws io.meridian.config.ConfigException if that is wrong
   */
  Predicate<KnownBlock> selection() {
    Predicate<KnownBlock> share = partition.share();
    return new TextOrFile(
            "--selector.relabel-config", blocks.relabelConfig(), blocks.relabelConfigFile())
        .read()
        .map(rules -> new SelectedBlocks(Relabelling.read(rules)).and(share))
        .orElse(share);
  }

  /** Which blocks are wanted at an instant. */
  DiscoveryRules rules(Instant now, Predicate<KnownBlock> selection) {
    return DiscoveryRules.ALL
        .withConsistencyDelay(blocks.consistencyDelay())
        .withDeletionDelay(blocks.deletionDelay())
        .withRange(blocks.range(now))
        .withBlocks(selection);
  }

  /**
   * What a gateway needs of these settings; reads the files that they name.
   *
   * @param warnings takes what is in those without an effect
   */
  StoreGatewayConfig config(List<ConfigProblem> warnings) {
    ObjectStoreConfig bucket =
        objstore
            .read(warnings)
            .orElseThrow(() ->
                new InvalidRequestException(
                    "no bucket is named; give --objstore.config or --objstore.config-file"));
    blocks.range(Instant.now());
    return new StoreGatewayConfig(
        grpc.open(),
        bucket,
        blocks.dataDir(),
        blocks.syncInterval(),
        blocks.idle(),
        cache.caches(
            bucket instanceof ObjectStoreConfig.Folder ? 0 : free(blocks.dataDir()), warnings),
        limits.ofCall(),
        limits.seriesConcurrency());
  }
}
