package io.meridian.tsdb.head;

import com.carrotsearch.hppc.LongArrayList;
import com.carrotsearch.hppc.sorting.QuickSort;
import io.meridian.model.SampleBuffer;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockStats;
import io.meridian.tsdb.block.BlockWriter;
import io.meridian.tsdb.block.Compaction;
import io.meridian.tsdb.block.ThanosMeta;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.SeriesChunker;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.merge.SamplePieces;
import io.meridian.tsdb.merge.SampleUnion;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the full chunks of a closed range into a block, series in label order. The samples of a
 * series are brought together and cut into chunks where Prometheus would. A range that was cut at
 * an instant within it still has the chunks from before, and may have chunks from behind the end
 * that is asked for; their samples stay out. For one use, to be closed.
 */
final class BlockCut implements AutoCloseable {
  private final HeadStore store;
  private final FullChunks range;
  private final boolean late;
  private final PassReads reads;
  private final FullChunk chunk;
  private final ChunkDecoder decoder = new ChunkDecoder("head");
  private final SamplePieces pieces = new SamplePieces();
  private final SampleUnion union = new SampleUnion();
  private final SampleBuffer merged = new SampleBuffer();
  private final SeriesChunker chunker;

  /** The series that have chunks in the range; sorted by their labels when the block is written. */
  private int[] series = {};

  private int count;

  /** Symbols of a series' labels. */
  private int[] refs = new int[64];

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
    reads = new PassReads(store.ranges().spill());
    chunk = new FullChunk(reads);
    findSeries();
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

  /**
   * Writes the block.
   *
   * @throws java.io.UncheckedIOException if it could not be written
   */
  BlockMeta write(
      Disk disk, Path parent, Ulid ulid, BlockWriter.Options options, Optional<ThanosMeta> thanos) {
    CutSymbols symbols = new CutSymbols(store, series, count);
    LabelOrder order = symbols.order();
    QuickSort.sort(series, 0, count, (a, b) -> order.compare(series[a], series[b]));
    try (BlockWriter block = BlockWriter.create(disk, parent, ulid, options, symbols)) {
      for (int i = 0; i < count; i++) {
        collect(series[i]);
        merge();
        if (merged.size() > 0) {
          addSeries(block, symbols, series[i]);
          chunker.chunk(merged, block::addChunk);
        }
      }
      return block.finish(
          new BlockMeta(ulid, from, to, BlockStats.EMPTY, compaction(ulid), thanos, Map.of()));
    }
  }

  @Override
  public void close() {
    reads.close();
  }

  private void addSeries(BlockWriter block, CutSymbols symbols, int id) {
    int labels = symbols.labels(id, refs);
    if (2 * labels > refs.length) {
      refs = new int[4 * labels];
      symbols.labels(id, refs);
    }
    block.addSeries(refs, labels);
  }

  private Compaction compaction(Ulid ulid) {
    List<String> hints = late ? List.of(Compaction.OUT_OF_ORDER) : List.of();
    return new Compaction(1, List.of(ulid), false, List.of(), false, hints);
  }

  /** Whether no series has a chunk in the range. */
  boolean isEmpty() {
    return count == 0;
  }

  /** Finds the series that have chunks in the range. */
  private void findSeries() {
    if (late) {
      for (int id : store.outOfOrder().keySet()) {
        addIfIn(id);
      }
    } else {
      int all = store.numbers();
      for (int id = 0; id < all; id++) {
        addIfIn(id);
      }
    }
  }

  private void addIfIn(int id) {
    if (collect(id)) {
      if (count == series.length) {
        series = Arrays.copyOf(series, count + (count >> 2) + 64);
      }
      series[count++] = id;
    }
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
        chunk.encoding(), chunk.data(), 0, chunk.length(), from, to - 1, pieces.samples());
  }
}
