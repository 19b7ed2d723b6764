package io.meridian.storeapi.dial;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts what a store's answers cost a query. Safe for use by many threads. */
final class StoreMeter {
  private final LongAdder calls = new LongAdder();
  private final LongAdder retries = new LongAdder();
  private final LongAccumulator firstFrame = new LongAccumulator(Math::max, 0);
  private final LongAdder nanos = new LongAdder();
  private final LongAdder waitedNanos = new LongAdder();
  private final LongAdder frames = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder series = new LongAdder();
  private final LongAdder chunks = new LongAdder();
  private final Map<StoreFault, LongAdder> faults = new EnumMap<>(StoreFault.class);
  private volatile String clusters = "";

  /** What counts everything that this counts, too. */
  private final @Nullable StoreMeter total;

  StoreMeter(@Nullable StoreMeter total) {
    this.total = total;
    for (StoreFault fault : StoreFault.values()) {
      faults.put(fault, new LongAdder());
    }
  }

  void call(String ofClusters) {
    clusters = ofClusters;
    calls.increment();
    if (total != null) {
      total.call("");
    }
  }

  void retry() {
    retries.increment();
    if (total != null) {
      total.retry();
    }
  }

  void firstFrame(long afterNanos) {
    firstFrame.accumulate(afterNanos);
    if (total != null) {
      total.firstFrame(afterNanos);
    }
  }

  void frame(long size) {
    frames.increment();
    bytes.add(size);
    if (total != null) {
      total.frame(size);
    }
  }

  /** Counts what a call gave once it is over. */
  void ended(long tookNanos, long waited) {
    nanos.add(tookNanos);
    waitedNanos.add(waited);
    if (total != null) {
      total.ended(tookNanos, waited);
    }
  }

  void series(long count, long ofChunks) {
    series.add(count);
    chunks.add(ofChunks);
    if (total != null) {
      total.series(count, ofChunks);
    }
  }

  void fault(StoreFault fault) {
    LongAdder count = faults.get(fault);
    if (count != null) {
      count.increment();
    }
    if (total != null) {
      total.fault(fault);
    }
  }

  StoreFigures figures(String address) {
    Map<StoreFault, Long> found = new EnumMap<>(StoreFault.class);
    faults.forEach((fault, count) -> {
      if (count.sum() > 0) {
        found.put(fault, count.sum());
      }
    });
    return new StoreFigures(
        address,
        clusters,
        calls.sum(),
        retries.sum(),
        Duration.ofNanos(firstFrame.get()),
        Duration.ofNanos(nanos.sum()),
        Duration.ofNanos(waitedNanos.sum()),
        frames.sum(),
        bytes.sum(),
        series.sum(),
        chunks.sum(),
        found);
  }
}
