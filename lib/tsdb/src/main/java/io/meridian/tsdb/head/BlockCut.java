package io.meridian.tsdb.head;

import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockStats;
import io.meridian.tsdb.block.BlockWriter;
import io.meridian.tsdb.block.Compaction;
import io.meridian.tsdb.block.ThanosMeta;
import io.meridian.tsdb.block.Ulid;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.stream.IntStream;

/**
 * Writes the full chunks of a closed range into a block, series in label order. The labels' lock is
 * held while series are sorted and for one series' labels at a time. For one use.
 */
final class BlockCut {
  private final HeadStore store;
  private final FullChunks range;
  private final FullChunk chunk = new FullChunk();

  /** Places of a series' chunks, the newest first. */
  private long[] places = new long[16];

  BlockCut(HeadStore store, FullChunks range) {
    this.store = store;
    this.range = range;
  }

  BlockMeta write(BlockWriter block, Ulid ulid, Optional<ThanosMeta> thanos) {
    HeadEntries entries = store.entries();
    for (int id : sorted()) {
      int chunks = collect(id);
      if (chunks > 0) {
        addSeries(block, entries, id);
        for (int i = chunks - 1; i >= 0; i--) {
          addChunk(block, places[i]);
        }
      }
    }
    return block.finish(
        new BlockMeta(
            ulid,
            range.minTime(),
            store.ranges().end(range.minTime()),
            BlockStats.EMPTY,
            Compaction.first(ulid),
            thanos,
            Map.of()));
  }

  private int[] sorted() {
    Lock lock = store.labels().readLock();
    lock.lock();
    try {
      int[] all = IntStream.range(0, store.index().table().size()).toArray();
      return new LabelOrder(store.index().table()).sorted(all, all.length);
    } finally {
      lock.unlock();
    }
  }

  private int collect(int id) {
    SeriesColumns.Segment state = store.columns().segment(id);
    long place = (long) SeriesColumns.LONGS.getAcquire(state.full, id & SeriesColumns.MASK);
    int found = 0;
    while (place != 0) {
      FullChunks of = store.ranges().find(place, Ranges.NOW);
      if (of == null || of.minTime() < range.minTime()) {
        break;
      }
      chunk.move(of, place);
      if (of == range) {
        if (found == places.length) {
          places = Arrays.copyOf(places, 2 * found);
        }
        places[found++] = place;
      }
      place = chunk.previous();
    }
    return found;
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

  private void addChunk(BlockWriter block, long place) {
    chunk.move(range, place);
    chunk.load();
    block.addChunk(
        chunk.encoding(),
        chunk.minTime(),
        chunk.maxTime(),
        chunk.samples(),
        chunk.data(),
        chunk.from(),
        chunk.to());
  }
}
