package io.meridian.tsdb.head;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What keeps the ranges readable that there were when it was taken. Held once by who took it; each
 * holding ends with one {@link #close}.
 */
final class ReadView implements AutoCloseable {
  private final HeadStore store;
  private final long number;
  private final long lateNumber;
  private final AtomicInteger holders = new AtomicInteger(1);

  ReadView(HeadStore store) {
    this.store = store;
    number = store.ranges().openView();
    lateNumber = store.lateRanges().openView();
  }

  /** What ranges are asked with whether they are seen. */
  long number() {
    return number;
  }

  /** The same for the ranges of late samples. */
  long lateNumber() {
    return lateNumber;
  }

  /** Holds it once more. */
  ReadView retain() {
    holders.incrementAndGet();
    return this;
  }

  @Override
  public void close() {
    if (holders.decrementAndGet() == 0) {
      store.ranges().closeView(number);
      store.lateRanges().closeView(lateNumber);
    }
  }
}
