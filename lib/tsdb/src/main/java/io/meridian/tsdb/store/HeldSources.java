package io.meridian.tsdb.store;

import java.util.concurrent.atomic.AtomicInteger;

/** What a cursor reads from, held by it and by each of its batches. Made, it is held once. */
final class HeldSources {
  private final Runnable end;
  private final AtomicInteger holders = new AtomicInteger(1);

  /**
   * Sources.
   *
   * @param end run when the last holder lets go
   */
  HeldSources(Runnable end) {
    this.end = end;
  }

  void hold() {
    holders.incrementAndGet();
  }

  void letGo() {
    if (holders.decrementAndGet() == 0) {
      end.run();
    }
  }
}
