package io.meridian.receiver.write;

import io.meridian.model.OverloadedException;
import java.lang.ref.SoftReference;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The memory in which requests are decoded: for so many at a time, whatever is sent. Large ones
 * have turns of their own, so that they wait for each other and nobody else for them. Safe for use
 * by many threads.
 */
final class ScratchPool {
  private static final int MOST = 64;
  private static final int LEAST = 4;

  private final Semaphore turns;
  private final Semaphore largeTurns;
  private final Duration patience;
  private final ConcurrentLinkedDeque<WriteScratch> idle = new ConcurrentLinkedDeque<>();

  /** What the last large one needed, for the next one, while nobody else needs the memory. */
  private final AtomicReference<@Nullable SoftReference<WriteScratch>> idleLarge =
      new AtomicReference<>();

  /**
   * A pool.
   *
   * @param most how many requests of usual size are decoded at a time
   * @param mostLarge how many others
   * @param patience how long a request waits for its turn
   */
  ScratchPool(int most, int mostLarge, Duration patience) {
    this.turns = new Semaphore(most, true);
    this.largeTurns = new Semaphore(mostLarge, true);
    this.patience = patience;
  }

  /**
   * A pool that uses so much memory for requests of usual size and as much for others, but has at
   * least four of those and one of these decoded at a time.
   *
   * @param largest how many bytes a request may have at most
   */
  static ScratchPool of(long bytes, int largest, Duration patience) {
    return new ScratchPool(
        Math.clamp(bytes / Decompression.USUAL, LEAST, MOST),
        Math.clamp(bytes / largest, 1, MOST),
        patience);
  }

  /**
   * Takes what a request needs, to be given back.
   *
   * @param large whether it is decompressed to more than usual
   * @throws OverloadedException if the request's turn did not come
   */
  Turn take(boolean large) throws InterruptedException {
    Semaphore line = large ? largeTurns : turns;
    if (!line.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new OverloadedException(
          "too many requests are being decoded, waited for %d ms".formatted(patience.toMillis()));
    }
    WriteScratch scratch = large ? keptLarge() : null;
    if (scratch == null) {
      scratch = idle.pollFirst();
    }
    return new Turn(line, scratch == null ? new WriteScratch() : scratch);
  }

  private @Nullable WriteScratch keptLarge() {
    SoftReference<WriteScratch> kept = idleLarge.getAndSet(null);
    return kept == null ? null : kept.get();
  }

  /** A request's turn, with the memory it has. */
  final class Turn implements AutoCloseable {
    private final Semaphore line;
    private final WriteScratch scratch;

    private Turn(Semaphore line, WriteScratch scratch) {
      this.line = line;
      this.scratch = scratch;
    }

    WriteScratch scratch() {
      return scratch;
    }

    /** Gives back what was taken. */
    @Override
    public void close() {
      if (scratch.capacity() <= Decompression.USUAL + Decompression.USUAL / 4) {
        idle.addFirst(scratch);
      } else {
        idleLarge.set(new SoftReference<>(scratch));
      }
      line.release();
    }
  }
}
