package io.meridian.tsdb.wal;

import java.time.Duration;

/**
 * How a log is written.
 *
 * @param sync when records are made durable
 * @param segmentBytes a new segment is begun rather than one made larger than this; one record that
 *     is larger has a segment of its own
 */
public record LogOptions(SyncPolicy sync, long segmentBytes) {
  /** Syncs every 100 ms, 128 MiB a segment. */
  public static final LogOptions DEFAULT =
      new LogOptions(new SyncPolicy.EveryInterval(Duration.ofMillis(100)), 128L << 20);

  public LogOptions {
    if (segmentBytes < 1024) {
      throw new IllegalArgumentException(
          "a segment must have at least 1024 bytes, was " + segmentBytes);
    }
  }

  public LogOptions withSync(SyncPolicy policy) {
    return new LogOptions(policy, segmentBytes);
  }

  public LogOptions withSegmentBytes(long bytes) {
    return new LogOptions(sync, bytes);
  }
}
