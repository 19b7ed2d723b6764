package io.meridian.receiver.write;

import java.time.Duration;

/**
 * How many samples a tenant has left: a second's worth at most, and less than nothing after a
 * request that brought more than was left. As requests are counted when they are decoded, but
 * refused before, there is no request so large that it never passes. Safe for use by many threads.
 */
final class SampleRate {
  private static final double NANOS = 1e9;

  private boolean begun;
  private double left;
  private long at;

  /** How long a request must wait; not at all if something is left. */
  synchronized Duration pause(double rate, long nanos) {
    refill(rate, nanos);
    return left > 0 ? Duration.ZERO : Duration.ofNanos((long) ((1 - left) / rate * NANOS));
  }

  /** Counts the samples of a request. */
  synchronized void spend(int samples, double rate, long nanos) {
    refill(rate, nanos);
    left -= samples;
  }

  private void refill(double rate, long nanos) {
    left = begun ? Math.min(rate, left + rate * Math.max(0, nanos - at) / NANOS) : rate;
    at = nanos;
    begun = true;
  }
}
