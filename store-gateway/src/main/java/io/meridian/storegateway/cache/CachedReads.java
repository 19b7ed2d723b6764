package io.meridian.storegateway.cache;

import io.meridian.blocks.TransferGauge;
import io.meridian.bucket.Bucket;
import io.meridian.bucket.layer.CachedBucket;
import io.meridian.bucket.layer.CoalescingBucket;
import io.meridian.bucket.layer.DiskPages;
import io.meridian.bucket.layer.HeapPages;
import io.meridian.bucket.layer.HedgedBucket;
import io.meridian.bucket.layer.MeteredBucket;
import io.meridian.bucket.layer.Pages;
import io.meridian.bucket.layer.SharedCacheBucket;
import io.meridian.service.trace.TracedBucket;
import io.meridian.storegateway.cache.remote.RemoteCache;
import io.meridian.storegateway.cache.remote.RemoteCacheConfig;
import io.meridian.storegateway.cache.remote.RemoteFigures;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The layers over a bucket, from below:
 *
 * <pre>
 *   bucket → counts of every operation → how long it takes → second reads of slow ranges
 *          → pages that gateways share, where that is configured → equal reads at one time are one
 *          → pages on disk → pages of chunk files in memory → pages of indexes in memory
 * </pre>
 */
public final class CachedReads {
  private static final Logger LOG = LoggerFactory.getLogger(CachedReads.class);

  /** How many slow reads of a hundred may be made twice. */
  private static final int SECOND_READS = 10;

  private final MeteredBucket metered;
  private final TransferGauge gauge = new TransferGauge();
  private final HedgedBucket hedged;
  private final CoalescingBucket coalescing;
  private final Map<String, CachedBucket> caches = new LinkedHashMap<>();
  private final Map<String, Shared> shared = new LinkedHashMap<>();
  private Bucket read;

  /** A cache that gateways share: what it spared, and how its servers are. */
  public record Shared(SharedCacheBucket cache, RemoteFigures figures) {}

  /**
   * Layers over a bucket, which belongs to them from now on.
   *
   * @param folder where pages on disk are; made if it is missing
   */
  public CachedReads(Bucket bucket, Caches from, Path folder) {
    metered = new MeteredBucket(new TracedBucket(bucket));
    hedged = new HedgedBucket(gauge.measured(metered), SECOND_READS);
    read = hedged;
    Predicate<String> chunks = name -> name.contains("/chunks/");
    Predicate<String> indexes = name -> name.endsWith("/index");
    from.sharedChunks().ifPresent(config -> share("chunks", config, chunks));
    from.sharedIndex().ifPresent(config -> share("index", config, indexes));
    coalescing = new CoalescingBucket(read);
    read = coalescing;
    CacheSizes sizes = from.sizes();
    long inMemory = sizes.chunks();
    if (sizes.disk() > 0) {
      Optional<DiskPages> pages = onDisk(folder.resolve("pages"), sizes.disk());
      pages.ifPresent(of -> keep("disk", of, chunks.or(indexes)));
      if (pages.isEmpty() && inMemory == 0) {
        inMemory = CacheSizes.ofHeap(Runtime.getRuntime().maxMemory()).chunks();
      }
    }
    if (inMemory > 0) {
      keep("chunks", new HeapPages(inMemory), chunks);
    }
    keep("index", new HeapPages(sizes.index()), indexes);
  }

  private static Optional<DiskPages> onDisk(Path file, long bytes) {
    try {
      return Optional.of(new DiskPages(file, bytes, InstantSource.system()));
    } catch (UncheckedIOException e) {
      LOG.warn("nothing is kept on disk of what is read: {}", e.toString());
      return Optional.empty();
    }
  }

  private void keep(String name, Pages pages, Predicate<String> objects) {
    CachedBucket cache = new CachedBucket(read, pages, objects);
    caches.put(name, cache);
    read = cache;
  }

  private void share(String name, RemoteCacheConfig config, Predicate<String> objects) {
    RemoteCache pages = RemoteCache.open(config, InstantSource.system());
    SharedCacheBucket cache = new SharedCacheBucket(read, pages, objects);
    shared.put(name, new Shared(cache, pages.figures()));
    read = cache;
  }

  /** The bucket as it is listed: counted, nothing kept. */
  public MeteredBucket listed() {
    return metered;
  }

  /** The bucket as blocks are read. */
  public Bucket read() {
    return read;
  }

  /** What is known of how long reads take. */
  public TransferGauge gauge() {
    return gauge;
  }

  /** What is kept, by the names of the caches: {@code index}, {@code chunks}, {@code disk}. */
  public Map<String, CachedBucket> caches() {
    return Collections.unmodifiableMap(caches);
  }

  /** What gateways share, by what it is of: {@code index}, {@code chunks}. */
  public Map<String, Shared> shared() {
    return Collections.unmodifiableMap(shared);
  }

  /** How many reads were spared because an equal one was under way. */
  public long coalesced() {
    return coalescing.shared();
  }

  /** How often a range was asked for a second time. */
  public long hedged() {
    return hedged.hedged();
  }

  /** Closes all layers and the bucket. */
  public void close() {
    read.close();
  }
}
