package io.meridian.tsdb.block;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Gives names to new blocks, each greater than the one before, also within a millisecond and while
 * the clock goes back. Safe for use by many threads.
 */
public final class UlidSource {
  private static final long MAX_TIME = (1L << 48) - 1;

  private final InstantSource clock;
  private final RandomGenerator random;

  /** Guarded by this. */
  private Ulid last = Ulid.ZERO;

  /**
   * A source of names.
   *
   * @param clock tells the time that a name begins with
   * @param random gives the rest of a name; names are unique among processes only if this differs
   *     among them
   */
  public UlidSource(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /** A new name. */
  public synchronized Ulid next() {
    long now = Math.clamp(clock.millis(), 0, MAX_TIME);
    last =
        now > last.time()
            ? new Ulid(now << 16 | random.nextLong() >>> 48, random.nextLong())
            : successor(last);
    return last;
  }

  /**
   * A name behind another: a random step, so that names are not guessed, carried into the time if
   * need be.
   */
  private Ulid successor(Ulid name) {
    long low = name.low() + 1 + (random.nextLong() >>> 32);
    boolean carried = Long.compareUnsigned(low, name.low()) < 0;
    return new Ulid(name.high() + (carried ? 1 : 0), low);
  }
}
