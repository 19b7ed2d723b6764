package io.meridian.tsdb.head;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What keeps the ranges readable that there were when it was taken. Held once by who took it; each
 * holding ends with one {@link #close}.
 */
final class ReadView implements AutoCloseable {
  private final Ranges ranges;
  private final long number;
  private final AtomicInteger holders = new AtomicInteger(1);

  ReadView(Ranges ranges, long number) {
    this.ranges = ranges;
    this.number = number;
  }

  /** What ranges are asked with whether they are seen. */
  long number() {
    return number;
  }

  /** Holds it once more. */
  ReadView retain() {
    holders.incrementAndGet();
    return this;
  }

  @Override
  public void close() {
    if (holders.decrementAndGet() == 0) {
      ranges.close(number);
    }
  }
}
