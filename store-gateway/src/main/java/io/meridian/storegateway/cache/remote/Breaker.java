package io.meridian.storegateway.cache.remote;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Decides whether a server is asked. After so many failures in a row, or such a share of many
 * requests, it is left alone for a pause; then a few requests find out whether it is back, of which
 * the first to fail begins the next pause and the first to succeed ends all this.
 */
final class Breaker {
  /** Requests over which the share of failures is taken; then it is counted anew. */
  private static final int WINDOW = 1_000;

  /**
   * When a server is left alone.
   *
   * @param pause for how long
   * @param inRow failures in a row that are too many
   * @param share of failures that is too much, 0 to 1
   * @param least requests before the share says anything
   * @param trials requests at a time that find out whether the server is back
   */
  record Rules(Duration pause, int inRow, double share, int least, int trials) {}

  private final Rules rules;
  private final InstantSource clock;
  private int requests; // this and the rest guarded by this
  private int failures;
  private int row;
  private boolean open;
  private Instant until = Instant.EPOCH;
  private int trying;

  Breaker(Rules rules, InstantSource clock) {
    this.rules = rules;
    this.clock = clock;
  }

  /** Whether to ask now; who asks then says what became of it. */
  synchronized boolean allows() {
    if (!open) {
      return true;
    }
    if (clock.instant().isBefore(until) || trying >= rules.trials()) {
      return false;
    }
    trying++;
    return true;
  }

  synchronized void succeeded() {
    if (open) {
      open = false;
      requests = 0;
      failures = 0;
    }
    row = 0;
    count();
  }

  synchronized void failed() {
    row++;
    failures++;
    count();
    boolean tooMany =
        row >= rules.inRow() || (requests >= rules.least() && failures > rules.share() * requests);
    if (open || tooMany) {
      open = true;
      trying = 0;
      until = clock.instant().plus(rules.pause());
    }
  }

  /** The request was given up for a reason that says nothing of the server. */
  synchronized void leftOff() {
    trying = Math.max(0, trying - 1);
  }

  private void count() {
    if (++requests >= WINDOW) {
      requests /= 2;
      failures /= 2;
    }
  }

  synchronized boolean isOpen() {
    return open;
  }
}
