package io.meridian.storegateway.catalog;

import io.meridian.blocks.BlockDiscovery;
import io.meridian.blocks.HeaderStore;
import io.meridian.blocks.KnownBlock;
import io.meridian.blocks.LazyBlock;
import io.meridian.blocks.TransferGauge;
import io.meridian.bucket.Bucket;
import io.meridian.bucket.BucketException;
import io.meridian.model.Aside;
import io.meridian.model.UnavailableException;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.index.SparseHeader;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens blocks: header from the disk, from the bucket, or made; in memory where the disk is full.
 */
final class BlockOpener {
  private static final Logger LOG = LoggerFactory.getLogger(BlockOpener.class);

  private final Bucket bucket;
  private final BlockDiscovery discovery;
  private final HeaderStore headers;
  private final TransferGauge gauge;
  private final LongAdder withoutHeader = new LongAdder();

  BlockOpener(Bucket bucket, BlockDiscovery discovery, HeaderStore headers, TransferGauge gauge) {
    this.bucket = bucket;
    this.discovery = discovery;
    this.headers = headers;
    this.gauge = gauge;
  }

  /**
   * Opens a block on a thread of its own: the request that needs it may be cut off, which would
   * close files under the hands of others.
   *
   * @throws io.meridian.model.CorruptDataException if it is damaged where it is read for that
   * @throws UnavailableException if the bucket does not give it
   */
  LazyBlock openAside(KnownBlock block) {
    return Aside.begin("open-" + block, () -> open(block)).awaitItsEnd();
  }

  private LazyBlock open(KnownBlock block) {
    try {
      BlockMeta meta = discovery.meta(block.ulid());
      SparseHeader header;
      try {
        header = headers.open(block);
      } catch (UncheckedIOException e) {
        withoutHeader.increment();
        LOG.warn("the header of {} cannot be kept, it is held in memory: {}", block, e.toString());
        return checked(LazyBlock.openWithoutHeader(bucket, block, meta, gauge));
      }
      return checked(open(block, meta, header));
    } catch (BucketException e) {
      throw new UnavailableException("opening a block: " + e.getMessage(), e);
    }
  }

  /** Has symbols and tables mapped, or read, and verified here instead of by a request. */
  private static LazyBlock checked(LazyBlock block) {
    try {
      block.reader().index().symbols();
      block.reader().index().labelNameCount();
      return block;
    } catch (RuntimeException e) {
      block.close();
      throw e;
    }
  }

  private LazyBlock open(KnownBlock block, BlockMeta meta, SparseHeader header) {
    try {
      return LazyBlock.open(bucket, block, meta, header, gauge);
    } catch (RuntimeException e) {
      header.close();
      throw e;
    }
  }

  /** How often a block was opened without a header on disk. */
  long withoutHeader() {
    return withoutHeader.sum();
  }
}
