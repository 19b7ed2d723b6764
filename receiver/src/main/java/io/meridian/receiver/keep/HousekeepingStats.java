package io.meridian.receiver.keep;

import java.util.concurrent.atomic.LongAdder;

/** What housekeeping did since the start. Safe for use by many threads. */
public final class HousekeepingStats {
  final LongAdder cut = new LongAdder();
  final LongAdder cutFailures = new LongAdder();
  final LongAdder shipped = new LongAdder();
  final LongAdder shipFailures = new LongAdder();
  final LongAdder deleted = new LongAdder();

  HousekeepingStats() {}

  /** Blocks that were cut. */
  public long cut() {
    return cut.sum();
  }

  /** Rounds in which cutting failed. */
  public long cutFailures() {
    return cutFailures.sum();
  }

  /** Blocks that were sent to the bucket. */
  public long shipped() {
    return shipped.sum();
  }

  /** How often a block could not be sent. */
  public long shipFailures() {
    return shipFailures.sum();
  }

  /** Blocks that were deleted here because of their age. */
  public long deleted() {
    return deleted.sum();
  }
}
