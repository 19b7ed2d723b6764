package io.meridian.tsdb.head;

import com.carrotsearch.hppc.LongArrayList;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockStats;
import io.meridian.tsdb.block.BlockWriter;
import io.meridian.tsdb.block.Compaction;
import io.meridian.tsdb.block.ThanosMeta;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.SeriesChunker;
import io.meridian.tsdb.merge.SamplePieces;
import io.meridian.tsdb.merge.SampleUnion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.stream.IntStream;

/**
 * Writes the full chunks of a closed range into a block, series in label order. The samples of a
 * series are brought together and cut into chunks where Prometheus would. A range that was cut at
 * an instant within it still has the chunks from before, and may have chunks from behind the end
 * that is asked for; their samples stay out. The labels' lock is held for one series' labels at a
 * time. For one use.
 */
final class BlockCut {
  private final HeadStore store;
  private final FullChunks range;
  private final boolean late;
  private final FullChunk chunk = new FullChunk();
  private final ChunkDecoder decoder = new ChunkDecoder("head");
  private final SamplePieces pieces = new SamplePieces();
  private final SampleUnion union = new SampleUnion();
  private final SampleBuffer merged = new SampleBuffer();
  private final SeriesChunker chunker;
  private final int[] series;

  /** Places of a series' chunks that are in order of time, the newest first. */
  private final LongArrayList ordered = new LongArrayList();

  /** Places of its other chunks. */
  private final LongArrayList unordered = new LongArrayList();

  private final long from;
  private final long to;

  private BlockCut(HeadStore store, FullChunks range, boolean late, long from, long to) {
    this.store = store;
    this.range = range;
    this.late = late;
    this.from = from;
    this.to = to;
    chunker = new SeriesChunker(store.blockFormat(), store.ranges().length());
    series = candidates();
  }

  /**
   * A block of a range of {@link HeadStore#ranges}.
   *
   * @param end where the block ends if the range does not end before
   */
  static BlockCut of(HeadStore store, FullChunks range, long end) {
    long from = Math.max(range.minTime(), store.cutBefore());
    return new BlockCut(
        store, range, false, from, Math.min(end, store.ranges().end(range.minTime())));
  }

  /** A block of a range of {@link HeadStore#lateRanges}. */
  static BlockCut ofLate(HeadStore store, FullChunks range) {
    return new BlockCut(store, range, true, range.minTime(), store.ranges().end(range.minTime()));
  }

  BlockMeta write(BlockWriter block, Ulid ulid, Optional<ThanosMeta> thanos) {
    HeadEntries entries = store.entries();
    for (int id : store.labelOrder().sorted(series, series.length, QueryContext.unlimited())) {
      collect(id);
      merge();
      if (merged.size() > 0) {
        addSeries(block, entries, id);
        chunker.chunk(merged, block::addChunk);
      }
    }
    return block.finish(
        new BlockMeta(ulid, from, to, BlockStats.EMPTY, compaction(ulid), thanos, Map.of()));
  }

  private Compaction compaction(Ulid ulid) {
    List<String> hints = late ? List.of(Compaction.OUT_OF_ORDER) : List.of();
    return new Compaction(1, List.of(ulid), false, List.of(), false, hints);
  }

  /** Whether no series has a chunk in the range. */
  boolean isEmpty() {
    return series.length == 0;
  }

  /** The series that have chunks in the range. */
  private int[] candidates() {
    IntStream candidates =
        late
            ? store.outOfOrder().keySet().stream().mapToInt(Integer::intValue)
            : IntStream.range(0, store.numbers());
    return candidates.filter(this::collect).toArray();
  }

  /** Finds a series' chunks; returns whether there are any. */
  private boolean collect(int id) {
    ordered.clear();
    unordered.clear();
    if (!late) {
      collectOrdered(id);
    }
    OutOfOrder held = store.outOfOrder().get(id);
    if (held != null) {
      synchronized (held) {
        Unordered chunks = late ? held.late() : held.recent();
        for (int i = 0; i < chunks.placeCount(); i++) {
          long place = chunks.place(i);
          if (FullChunks.number(place) == range.number() && isInBlock(place)) {
            unordered.add(place);
          }
        }
      }
    }
    return !ordered.isEmpty() || !unordered.isEmpty();
  }

  private void collectOrdered(int id) {
    long[] state = store.rows().segment(id);
    long place = (long) SeriesRows.LONGS.getAcquire(state, SeriesRows.at(id) + SeriesRows.FULL);
    while (place != 0) {
      FullChunks of = store.ranges().find(place, Ranges.NOW);
      if (of == null || of.minTime() < range.minTime()) {
        return;
      }
      chunk.move(of, place);
      if (of == range && chunk.isIn(from, to - 1)) {
        ordered.add(place);
      }
      place = chunk.previous();
    }
  }

  private boolean isInBlock(long place) {
    chunk.move(range, place);
    return chunk.isIn(from, to - 1);
  }

  private void addSeries(BlockWriter block, HeadEntries entries, int id) {
    Lock lock = store.labels().readLock();
    lock.lock();
    try {
      entries.read(id);
      byte[] packed = entries.labelBytes();
      block.addSeries(packed, 0, entries.labelsTo());
    } finally {
      lock.unlock();
    }
  }

  /** Brings the samples of a series together that belong into the block. */
  private void merge() {
    pieces.clear();
    for (int i = ordered.size() - 1; i >= 0; i--) {
      decode(ordered.get(i));
    }
    pieces.endPiece();
    for (int i = 0; i < unordered.size(); i++) {
      decode(unordered.get(i));
      pieces.endPiece();
    }
    merged.clear();
    union.merge(pieces, merged);
  }

  private void decode(long place) {
    chunk.move(range, place);
    chunk.load();
    decoder.decode(
        chunk.encoding(), chunk.data(), chunk.from(), chunk.to(), from, to - 1, pieces.samples());
  }
}
