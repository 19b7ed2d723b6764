package io.meridian.tsdb.wal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;

/** What {@link LogStats} shows; read while others count. */
final class LogCounters {
  final AtomicLong records = new AtomicLong();
  final AtomicLong bytes = new AtomicLong();
  final AtomicLong refused = new AtomicLong();
  final AtomicLong segments = new AtomicLong();
  final AtomicLong checkpoints = new AtomicLong();
  private final AtomicLong syncs = new AtomicLong();
  private final AtomicLong syncNanos = new AtomicLong();
  private final LongAccumulator longestSync = new LongAccumulator(Math::max, 0);

  void appended(long size) {
    records.incrementAndGet();
    bytes.addAndGet(size);
  }

  void synced(long nanos) {
    syncs.incrementAndGet();
    syncNanos.addAndGet(nanos);
    longestSync.accumulate(nanos);
  }

  LogStats stats(long last, long durable) {
    return new LogStats(
        records.get(),
        bytes.get(),
        refused.get(),
        syncs.get(),
        syncNanos.get(),
        longestSync.get(),
        segments.get(),
        checkpoints.get(),
        last,
        durable);
  }
}
