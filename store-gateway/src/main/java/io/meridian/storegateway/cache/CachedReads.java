package io.meridian.storegateway.cache;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.layer.CachedBucket;
import io.meridian.bucket.layer.CoalescingBucket;
import io.meridian.bucket.layer.HedgedBucket;
import io.meridian.bucket.layer.MeteredBucket;

/**
 * The layers over a bucket, from below:
 *
 * <pre>
 *   bucket → counts of every operation → second reads of slow ranges → equal reads at one time are one
 *          → pages of chunk files → pages of indexes
 * </pre>
 */
public final class CachedReads {
  /** How many slow reads of a hundred may be made twice. */
  private static final int SECOND_READS = 10;

  private final MeteredBucket metered;
  private final HedgedBucket hedged;
  private final CoalescingBucket coalescing;
  private final CachedBucket chunks;
  private final CachedBucket index;

  /** Layers over a bucket, which belongs to them from now on. */
  public CachedReads(Bucket bucket, CacheSizes sizes) {
    metered = new MeteredBucket(bucket);
    hedged = new HedgedBucket(metered, SECOND_READS);
    coalescing = new CoalescingBucket(hedged);
    chunks = new CachedBucket(coalescing, sizes.chunks(), name -> name.contains("/chunks/"));
    index = new CachedBucket(chunks, sizes.index(), name -> name.endsWith("/index"));
  }

  /** The bucket as it is listed: counted, nothing kept. */
  public MeteredBucket listed() {
    return metered;
  }

  /** The bucket as blocks are read. */
  public Bucket read() {
    return index;
  }

  /** What is kept of chunk files. */
  public CachedBucket chunks() {
    return chunks;
  }

  /** What is kept of indexes. */
  public CachedBucket index() {
    return index;
  }

  /** How many reads were spared because an equal one was under way. */
  public long shared() {
    return coalescing.shared();
  }

  /** How often a range was asked for a second time. */
  public long hedged() {
    return hedged.hedged();
  }

  /** Closes all layers and the bucket. */
  public void close() {
    index.close();
  }
}
