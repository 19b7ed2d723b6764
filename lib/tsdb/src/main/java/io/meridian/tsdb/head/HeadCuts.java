package io.meridian.tsdb.head;

import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockWriter;
import io.meridian.tsdb.block.ThanosMeta;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.file.Disk;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;

/**
 * Closes, writes and forgets what a head has of times that are over, beside appends and queries:
 * the writers' lock is held for some hundred series at a time. {@link Head} says what the calls
 * mean. For one thread at a time.
 */
final class HeadCuts {
  private final HeadStore store;
  private final HeadWriter writer;
  private final ReentrantLock writing;

  HeadCuts(HeadStore store, HeadWriter writer, ReentrantLock writing) {
    this.store = store;
    this.writer = writer;
    this.writing = writing;
  }

  Optional<BlockMeta> writeOldest(
      long end,
      Disk disk,
      Path parent,
      Ulid ulid,
      BlockWriter.Options options,
      Optional<ThanosMeta> thanos) {
    close(end);
    for (Optional<FullChunks> oldest = store.ranges().oldest(end);
        oldest.isPresent();
        oldest = store.ranges().oldest(end)) {
      try (BlockCut cut = BlockCut.of(store, oldest.get(), end)) {
        if (!cut.isEmpty()) {
          return Optional.of(cut.write(disk, parent, ulid, options, thanos));
        }
      }
      if (oldest.get().lastTime() >= end) {
        return Optional.empty();
      }
      drop(store.ranges(), oldest.get());
    }
    return Optional.empty();
  }

  /** Drops a range of chunks that no series has any more. */
  private void drop(Ranges ranges, FullChunks range) {
    writing.lock();
    try {
      ranges.drop(range);
    } finally {
      writing.unlock();
    }
    ranges.giveUp();
  }

  void forgetBefore(long time) {
    close(time);
    writing.lock();
    try {
      store.cutBefore(time);
      store.ranges().dropBefore(time);
    } finally {
      writing.unlock();
    }
    giveUp(store.ranges());
  }

  boolean closeBefore(long time) {
    close(time);
    return store.ranges().oldest(time).isPresent();
  }

  Optional<BlockMeta> writeLate(
      Disk disk,
      Path parent,
      Ulid ulid,
      BlockWriter.Options options,
      LongFunction<Optional<ThanosMeta>> thanos) {
    closeUnordered();
    Ranges late = store.lateRanges();
    for (Optional<FullChunks> range = nextLate(); range.isPresent(); range = nextLate()) {
      seal(range.get());
      try (BlockCut cut = BlockCut.ofLate(store, range.get())) {
        if (!cut.isEmpty()) {
          return Optional.of(
              cut.write(disk, parent, ulid, options, thanos.apply(range.get().minTime())));
        }
      }
      drop(late, range.get());
    }
    return Optional.empty();
  }

  private Optional<FullChunks> nextLate() {
    Ranges late = store.lateRanges();
    return late.sealed().or(() -> late.oldest(Long.MAX_VALUE));
  }

  void forgetLate() {
    writing.lock();
    try {
      store.lateRanges().sealed().ifPresent(store.lateRanges()::drop);
    } finally {
      writing.unlock();
    }
    giveUp(store.lateRanges());
  }

  boolean hasLate() {
    closeUnordered();
    return store.lateRanges().oldest(Long.MAX_VALUE).isPresent();
  }

  private void seal(FullChunks range) {
    writing.lock();
    try {
      range.seal();
    } finally {
      writing.unlock();
    }
  }

  private void giveUp(Ranges ranges) {
    ranges.giveUp();
    store.outOfOrder().forEach((id, _) -> forget(id));
    sweep();
  }

  int sweep() {
    return new SeriesSweep(store, writing).run();
  }

  void closeStale(long before) {
    int series = store.numbers();
    for (int from = 0; from < series; from += SeriesRows.SEGMENT) {
      writing.lock();
      try {
        writer.finishStale(from, Math.min(series, from + SeriesRows.SEGMENT), before);
      } finally {
        writing.unlock();
      }
    }
  }

  private void forget(int id) {
    writing.lock();
    try {
      writer.forgetGone(id);
    } finally {
      writing.unlock();
    }
  }

  /** Lets samples before an instant be late, and closes the open chunks that lie before it. */
  private void close(long end) {
    int series;
    writing.lock();
    try {
      if (end <= store.closedBefore()) {
        return;
      }
      writer.refuseBefore(end);
      series = store.index().table().size();
    } finally {
      writing.unlock();
    }
    for (int from = 0; from < series; from += SeriesRows.SEGMENT) {
      writing.lock();
      try {
        writer.finish(from, Math.min(series, from + SeriesRows.SEGMENT), end);
      } finally {
        writing.unlock();
      }
    }
    closeUnordered();
    store.closeBefore(end);
  }

  /** Makes chunks of what came out of order or late so far. */
  private void closeUnordered() {
    store.outOfOrder().forEach((_, unordered) -> finish(unordered));
  }

  private void finish(OutOfOrder unordered) {
    writing.lock();
    try {
      writer.chunks().finishUnordered(unordered);
    } finally {
      writing.unlock();
    }
  }
}
