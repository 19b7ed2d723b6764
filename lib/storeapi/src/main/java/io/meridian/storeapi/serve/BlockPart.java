package io.meridian.storeapi.serve;

import io.meridian.model.Aside;
import io.meridian.model.SampleWindows;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.block.BlockReader;
import io.meridian.tsdb.block.ChunkBytes;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.block.Intervals;
import io.meridian.tsdb.chunk.ChunkEncoding;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One block's part of an answer. It is opened beside its caller, so that many blocks are opened
 * together. Where the block fails its series end once that was said, and the answer goes on without
 * them.
 */
final class BlockPart implements ChunkSeriesCursor {
  private final ServableBlock block;
  private final ChunkRequest request;
  private final Aside<Opened> opening;
  private @Nullable Opened opened;
  private boolean ended;

  private record Opened(ServableBlock.Lease lease, ChunkSeriesCursor series) {}

  /** Begins to open a block. */
  BlockPart(ServableBlock block, ChunkRequest request) {
    this.block = block;
    this.request = request;
    request.use().block(block.ulid());
    opening = Aside.begin("block", this::open);
  }

  private Opened open() {
    ServableBlock.Lease lease = block.open(request.use());
    try {
      return new Opened(lease, series(lease.reader()));
    } catch (RuntimeException e) {
      lease.failed(e);
      lease.close();
      throw e;
    }
  }

  /** Counters of downsampled chunks go on from chunk to chunk, and there are few of these. */
  private ChunkSeriesCursor series(BlockReader reader) {
    SampleWindows windows =
        block.resolution() == 0 ? request.windows() : SampleWindows.of(TimeRange.ALL);
    boolean seldom =
        request.labelsOnly() || request.isCovered(block.minTime(), block.maxTime() - 1);
    return seldom && reader.tombstones().isEmpty()
        ? reader.chunkSeriesOnDemand(
            request.matchers(), request.range(), windows, request.context())
        : reader.visibleChunkSeries(
            request.matchers(), request.range(), windows, request.context());
  }

  @Override
  public boolean next() {
    if (ended) {
      return false;
    }
    try {
      Opened of = opened();
      if (of.series().next()) {
        request.use().series(of.series().chunks());
        return true;
      }
      ended = true;
      return false;
    } catch (RuntimeException e) {
      ended = true;
      Opened of = opened;
      if (of != null) {
        of.lease().failed(e);
      }
      request.missing().accept(e);
      return false;
    }
  }

  private Opened opened() {
    Opened known = opened;
    if (known == null) {
      known = opening.await();
      opened = known;
    }
    return known;
  }

  private ChunkSeriesCursor series() {
    Opened known = opened;
    if (known == null) {
      throw new IllegalStateException("there is no series before the first next()");
    }
    return known.series();
  }

  @Override
  public byte[] labelBytes() {
    return series().labelBytes();
  }

  @Override
  public int labelsFrom() {
    return series().labelsFrom();
  }

  @Override
  public int labelsTo() {
    return series().labelsTo();
  }

  @Override
  public boolean lacks(byte[] labelName) {
    Opened known = opened;
    return known == null ? ended : known.series().lacks(labelName);
  }

  @Override
  public int chunks() {
    return series().chunks();
  }

  @Override
  public long chunkMinTime(int chunk) {
    return series().chunkMinTime(chunk);
  }

  @Override
  public long chunkMaxTime(int chunk) {
    return series().chunkMaxTime(chunk);
  }

  @Override
  public ChunkEncoding chunkEncoding(int chunk) {
    return told(() -> series().chunkEncoding(chunk));
  }

  @Override
  public ChunkBytes chunk(int chunk) {
    return told(() -> series().chunk(chunk));
  }

  private <T> T told(Supplier<T> read) {
    try {
      return read.get();
    } catch (RuntimeException e) {
      Opened of = opened;
      if (of != null) {
        of.lease().failed(e);
      }
      throw e;
    }
  }

  @Override
  public Intervals deleted() {
    return series().deleted();
  }

  @Override
  public void close() {
    ended = true;
    Opened known = opened;
    if (known == null) {
      opening.abandon().ifPresent(BlockPart::close);
    } else {
      close(known);
    }
  }

  private static void close(Opened known) {
    try {
      known.series().close();
    } finally {
      known.lease().close();
    }
  }
}
