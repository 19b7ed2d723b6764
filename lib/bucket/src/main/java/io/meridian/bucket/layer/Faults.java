package io.meridian.bucket.layer;

import java.time.Duration;

/**
 * What goes wrong in a {@link FaultyBucket}.
 *
 * @param seed the same seed gives the nth call of the same kind for the same object the same fate,
 *     whatever other threads do
 * @param latency what every call takes at least
 * @param jitter what it may take longer, evenly spread
 * @param unavailable the share of calls that fail with 503; a write that fails has been done in
 *     half of them
 * @param cut the share of reads whose body ends early
 * @param corrupt the share of reads with a bit turned over, which the bucket does not notice
 */
public record Faults(
    long seed, Duration latency, Duration jitter, double unavailable, double cut, double corrupt) {
  public Faults {
    checkShare("unavailable", unavailable);
    checkShare("cut", cut);
    checkShare("corrupt", corrupt);
  }

  private static void checkShare(String name, double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException(name + " is a share from 0 to 1, was " + share);
    }
  }

  /** Nothing, yet. */
  public static Faults none(long seed) {
    return new Faults(seed, Duration.ZERO, Duration.ZERO, 0, 0, 0);
  }

  /** The same with another latency. */
  public Faults withLatency(Duration least, Duration more) {
    return new Faults(seed, least, more, unavailable, cut, corrupt);
  }

  /** The same with other shares of failing calls, of cut and of corrupted bodies. */
  public Faults withShares(double failing, double ending, double turned) {
    return new Faults(seed, latency, jitter, failing, ending, turned);
  }
}
