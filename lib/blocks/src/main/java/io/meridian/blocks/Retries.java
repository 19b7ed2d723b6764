package io.meridian.blocks;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.BucketException;
import io.meridian.bucket.BucketUnavailableException;
import io.meridian.bucket.CorruptObjectException;
import io.meridian.model.CorruptDataException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Makes reads again that failed in a way that may pass: the store did not answer, or an answer was
 * cut. Stores repeat requests by themselves; this is for what gets through all the same.
 *
 * <p>A read is made at most {@value #ATTEMPTS} times, with pauses evenly spread below a bound that
 * doubles, up to a second. All of a process share a budget: a read that succeeds brings {@value
 * #EARNED} retries, up to {@value #SAVED}. Stores that fail two reads of three are got through; one
 * that is down is not asked more than once a read when the budget is spent.
 */
final class Retries {
  private static final int ATTEMPTS = 20;
  private static final int MEANINGS = 12;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(5);
  private static final int LARGEST_DOUBLING = 7;
  private static final int EARNED = 2;
  private static final int SAVED = 1_000;

  private static final AtomicInteger BUDGET = new AtomicInteger(SAVED);

  private Retries() {}

  static <T> T of(Supplier<T> read) {
    for (int attempt = 1; ; attempt++) {
      try {
        T answer = read.get();
        BUDGET.updateAndGet(retries -> Math.min(SAVED, retries + EARNED));
        return answer;
      } catch (BucketUnavailableException | CorruptObjectException e) {
        if (attempt == ATTEMPTS || Thread.currentThread().isInterrupted() || !pay()) {
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

  private static boolean pay() {
    return BUDGET.getAndUpdate(retries -> Math.max(0, retries - 1)) > 0;
  }

  private static void pause(int attempt, BucketException failure) {
    long bound = FIRST_PAUSE.toNanos() << Math.min(attempt, LARGEST_DOUBLING);
    try {
      Thread.sleep(Duration.ofNanos(ThreadLocalRandom.current().nextLong(bound)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure;
    }
  }
}
