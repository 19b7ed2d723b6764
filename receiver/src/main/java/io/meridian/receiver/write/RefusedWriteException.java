package io.meridian.receiver.write;

import java.time.Duration;

/** A request of which nothing is taken. */
final class RefusedWriteException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final Duration retryAfter;

  /** A refusal that will be the same next time. */
  RefusedWriteException(int status, String message) {
    this(status, message, Duration.ZERO);
  }

  /**
   * A refusal.
   *
   * @param retryAfter when it is worth to try again; zero if never
   */
  RefusedWriteException(int status, String message, Duration retryAfter) {
    super(message, null, false, false);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  int status() {
    return status;
  }

  Duration retryAfter() {
    return retryAfter;
  }
}
