package io.meridian.bucket;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * The time that requests are signed with: this machine's, until a store refuses one and says that
 * its own is another. Stores take signatures that are at most a quarter of an hour old or ahead.
 * Safe for use by many threads.
 */
final class S3Clock {
  /** How far clocks are apart before that may be why a store refuses. */
  private static final Duration APART = Duration.ofMinutes(4);

  private final Clock local;
  private volatile Duration ahead = Duration.ZERO;

  S3Clock(Clock local) {
    this.local = local;
  }

  /** What to sign with. */
  Clock clock() {
    return Clock.offset(local, ahead);
  }

  /**
   * Takes the store's time over if a refusal may be due to the clock.
   *
   * @return whether it may: the request should be signed again
   */
  boolean follows(S3Answer refusal) {
    if (refusal.status() != 403) {
      return false;
    }
    Optional<Instant> theirs = refusal.header("Date").flatMap(S3Clock::time);
    if (theirs.isEmpty()
        || Duration.between(clock().instant(), theirs.get()).abs().compareTo(APART) < 0) {
      return false;
    }
    ahead = Duration.between(local.instant(), theirs.get());
    return true;
  }

  private static Optional<Instant> time(String header) {
    try {
      return Optional.of(
          ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
