package io.meridian.tsdb.store;

/** The counts of one source, guarded by its lock. */
final class Source {
  /** Milliseconds in which the rate forgets all but a third of what was. */
  private static final double MEMORY = 60_000;

  private final String cluster;
  private final String replica;
  private final String sender;
  private long lastSample;
  private long lastArrival;
  private long skew;
  private double rate;
  private long stored;
  private long refused;

  /** A source that nothing has come from yet. */
  Source(String cluster, String replica, String sender) {
    this.cluster = cluster;
    this.replica = replica;
    this.sender = sender;
  }

  String sender() {
    return sender;
  }

  /**
   * Counts samples of a request.
   *
   * @param latest the latest of those that were stored; {@link Long#MIN_VALUE} if none was
   * @param all how many there were
   */
  synchronized void arrived(long now, long latest, long all, long successes) {
    rate = decayed(now) + successes * 1000 / MEMORY;
    lastArrival = Math.max(lastArrival, now);
    stored += successes;
    refused += all - successes;
    if (latest > Long.MIN_VALUE) {
      lastSample = Math.max(lastSample, latest);
      skew = now - latest;
    }
  }

  private double decayed(long now) {
    return rate * Math.exp(-Math.max(0, now - lastArrival) / MEMORY);
  }

  /** The latest sample's time, Unix milliseconds; 0 if there never was one. */
  synchronized long lastSample() {
    return lastSample;
  }

  synchronized SourceState state(long now) {
    return new SourceState(
        cluster, replica, sender, lastSample, lastArrival, skew, decayed(now), stored, refused);
  }

  /** Takes a state over that was recorded before. */
  synchronized void restore(SourceState state) {
    lastSample = state.lastSample();
    lastArrival = state.lastArrival();
    skew = state.skew();
    rate = state.rate();
    stored = state.stored();
    refused = state.refused();
  }
}
