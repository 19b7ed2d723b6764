package io.meridian.blocks;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.BucketException;
import io.meridian.bucket.BucketUnavailableException;
import io.meridian.bucket.CorruptObjectException;
import io.meridian.model.CorruptDataException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes reads again that failed in a way that may pass: the store did not answer, or an answer was
 * cut. Stores repeat requests by themselves; this is for what gets through all the same, so the
 * pauses are few and short.
 */
final class Retries {
  private static final int ATTEMPTS = 10;
  private static final int MEANINGS = 5;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(5);

  private Retries() {}

  static <T> T of(Supplier<T> read) {
    for (int attempt = 1; ; attempt++) {
      try {
        return read.get();
      } catch (BucketUnavailableException | CorruptObjectException e) {
        if (attempt == ATTEMPTS || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        pause(attempt, e);
      }
    }
  }

  /**
   * What bytes of an object mean; where they prove damaged they are read again, since they may have
   * been damaged on their way.
   *
   * @throws CorruptDataException if they prove damaged each time
   */
  static <T> T meaning(
      Bucket bucket, String object, Supplier<byte[]> read, Function<byte[], T> meaning) {
    for (int attempt = 1; ; attempt++) {
      byte[] bytes = of(read);
      try {
        return meaning.apply(bytes);
      } catch (CorruptDataException e) {
        if (attempt == MEANINGS) {
          throw e;
        }
        bucket.forget(object);
      }
    }
  }

  /** Full jitter: evenly spread below a bound that doubles. */
  private static void pause(int attempt, BucketException failure) {
    long bound = FIRST_PAUSE.toNanos() << attempt;
    try {
      Thread.sleep(Duration.ofNanos(ThreadLocalRandom.current().nextLong(bound)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure;
    }
  }
}
