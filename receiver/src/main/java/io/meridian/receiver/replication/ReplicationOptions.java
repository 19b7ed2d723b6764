package io.meridian.receiver.replication;

import java.time.Duration;

/**
 * How slices travel.
 *
 * @param patience how long a slice may take to its endpoint before it counts as lost
 * @param inFlight how many slices are under way to a peer at a time
 * @param queueBytes how many bytes wait for a peer at most
 * @param spoolBytes how many bytes of what a peer missed are kept on disk at most
 * @param probe how often it is tried whether a peer is back
 */
public record ReplicationOptions(
    Duration patience, int inFlight, long queueBytes, long spoolBytes, Duration probe) {
  /** One and a half seconds of patience, 16 MiB in memory and 1 GiB on disk for each peer. */
  public static final ReplicationOptions DEFAULT =
      new ReplicationOptions(
          Duration.ofMillis(1500), 16, 16L << 20, 1L << 30, Duration.ofMillis(500));

  public ReplicationOptions {
    if (inFlight < 1 || queueBytes < 0 || spoolBytes < 0 || !patience.isPositive()) {
      throw new IllegalArgumentException("unusable options of replication");
    }
  }

  /** The same with another bound on the spool of each peer. */
  public ReplicationOptions withSpoolBytes(long bytes) {
    return new ReplicationOptions(patience, inFlight, queueBytes, bytes, probe);
  }
}
