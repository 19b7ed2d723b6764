package io.meridian.receiver.write;

import io.meridian.model.OverloadedException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The memory in which requests are decoded: for so many at a time, whatever is sent. Safe for use
 * by many threads.
 */
final class ScratchPool {
  private static final int KEPT = 8 << 20;

  private final Semaphore permits;
  private final Duration patience;
  private final ConcurrentLinkedDeque<WriteScratch> idle = new ConcurrentLinkedDeque<>();

  /**
   * A pool.
   *
   * @param most how many requests are decoded at a time
   * @param patience how long a request waits for its turn
   */
  ScratchPool(int most, Duration patience) {
    this.permits = new Semaphore(most, true);
    this.patience = patience;
  }

  /**
   * Takes what a request needs, to be given back.
   *
   * @throws OverloadedException if the request's turn did not come
   */
  WriteScratch take() throws InterruptedException {
    if (!permits.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new OverloadedException(
          "too many requests are being decoded, waited for %d ms".formatted(patience.toMillis()));
    }
    WriteScratch scratch = idle.pollFirst();
    return scratch == null ? new WriteScratch() : scratch;
  }

  /** Gives back what was taken; what an unusual request made of it is not kept. */
  void give(WriteScratch scratch) {
    if (scratch.capacity() <= KEPT) {
      idle.addFirst(scratch);
    }
    permits.release();
  }
}
