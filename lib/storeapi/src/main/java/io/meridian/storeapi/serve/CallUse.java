package io.meridian.storeapi.serve;

import io.meridian.model.LimitExceededException;
import io.meridian.tsdb.block.Ulid;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a call has used of the blocks it reads, held against its limits as it goes. Safe for use by
 * many threads.
 */
public final class CallUse {
  private final CallLimits limits;
  private final Set<Ulid> blocks = new ConcurrentSkipListSet<>();
  private final AtomicLong series = new AtomicLong();
  private final AtomicLong chunks = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong reads = new AtomicLong();

  /** Nothing used yet. */
  public CallUse(CallLimits limits) {
    this.limits = limits;
  }

  /** A block that is read. */
  void block(Ulid block) {
    blocks.add(block);
  }

  /**
   * A series of a block, and its chunks in the range.
   *
   * @throws LimitExceededException if that is more than allowed
   */
  void series(int itsChunks) {
    check("series", limits.series(), series.incrementAndGet(), "series");
    long samples = CallLimits.SAMPLES_A_CHUNK * chunks.addAndGet(itsChunks);
    check("samples", limits.samples(), samples, "samples, taking each chunk for 120");
  }

  /**
   * A read that is about to be made.
   *
   * @throws LimitExceededException if that is more than allowed
   */
  public void read(long length) {
    reads.incrementAndGet();
    check("bytes", limits.bytes(), bytes.addAndGet(length), "bytes read of blocks");
  }

  private static void check(String limit, long allowed, long used, String unit) {
    if (allowed > 0 && used > allowed) {
      throw new LimitExceededException(limit, allowed, used, unit);
    }
  }

  /** The blocks that were read, by their names. */
  public List<Ulid> blocks() {
    return List.copyOf(blocks);
  }

  /** Series of blocks so far. */
  public long series() {
    return series.get();
  }

  /** Chunks of these series so far. */
  public long chunks() {
    return chunks.get();
  }

  /** Bytes that were read so far, also from caches. */
  public long bytes() {
    return bytes.get();
  }

  /** In how many reads. */
  public long reads() {
    return reads.get();
  }
}
