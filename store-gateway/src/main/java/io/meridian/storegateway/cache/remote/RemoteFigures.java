package io.meridian.storegateway.cache.remote;

import java.util.concurrent.atomic.LongAdder;

/** What became of the requests to a cache so far. */
public final class RemoteFigures {
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder spared = new LongAdder();
  private final LongAdder corrupt = new LongAdder();
  private final LongAdder stored = new LongAdder();
  private final LongAdder dropped = new LongAdder();

  RemoteFigures() {}

  void looked(int found, int missed) {
    hits.add(found);
    misses.add(missed);
  }

  void failed() {
    failures.increment();
  }

  void leftOut() {
    spared.increment();
  }

  void foundCorrupt() {
    corrupt.increment();
  }

  void took() {
    stored.increment();
  }

  void gaveUp() {
    dropped.increment();
  }

  /** Pages that were there. */
  public long hits() {
    return hits.sum();
  }

  /** Pages that were not, or did not come. */
  public long misses() {
    return misses.sum();
  }

  /** Requests that a server failed, or did not answer in time. */
  public long failures() {
    return failures.sum();
  }

  /** Requests that were not made, because their server had failed too often. */
  public long spared() {
    return spared.sum();
  }

  /** Pages that came cut, damaged or under another name. */
  public long corrupt() {
    return corrupt.sum();
  }

  /** Pages that servers took. */
  public long stored() {
    return stored.sum();
  }

  /** Pages that were not sent, as they are too large or too many wait to be. */
  public long dropped() {
    return dropped.sum();
  }
}
