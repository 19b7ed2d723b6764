package io.meridian.tsdb.wal;

import java.time.Duration;

/** When records are made to survive a loss of power. All survive the end of the process at once. */
public sealed interface SyncPolicy {
  /**
   * A thread of the log's own syncs so long after the first record that is not durable yet. A loss
   * of power takes what was acknowledged in the last interval and during one fsync. Without new
   * records nothing is synced.
   */
  record EveryInterval(Duration interval) implements SyncPolicy {
    public EveryInterval {
      if (interval.isNegative() || interval.isZero()) {
        throw new IllegalArgumentException("the interval must be positive, was " + interval);
      }
    }
  }

  /** {@link WriteAheadLog#commit} waits for an fsync, which all who wait share. */
  record EveryRequest() implements SyncPolicy {}

  /** Nobody but who calls {@link WriteAheadLog#sync}. */
  record OnDemand() implements SyncPolicy {}
}
