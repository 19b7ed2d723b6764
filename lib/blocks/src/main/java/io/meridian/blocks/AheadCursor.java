package io.meridian.blocks;

import io.meridian.model.Outcome;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import io.meridian.model.UnavailableException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the next batch while one is worked on. The cursor below is used by one thread at a time:
 * a batch is begun only when the one before it was taken.
 */
final class AheadCursor implements SeriesCursor {
  private final SeriesCursor below;
  private @Nullable FutureTask<Optional<SeriesBatch>> next;
  private @Nullable Thread thread;

  AheadCursor(SeriesCursor below) {
    this.below = below;
  }

  @Override
  public Optional<SeriesBatch> next() {
    Optional<SeriesBatch> batch = next == null ? below.next() : await(next);
    next = null;
    if (batch.isPresent()) {
      FutureTask<Optional<SeriesBatch>> task = new FutureTask<>(below::next);
      next = task;
      thread = Thread.startVirtualThread(task);
    }
    return batch;
  }

  private static Optional<SeriesBatch> await(FutureTask<Optional<SeriesBatch>> task) {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("the thread was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  @Override
  public Outcome outcome() {
    return below.outcome();
  }

  @Override
  public void close() {
    Thread running = thread;
    if (next != null && running != null) {
      running.interrupt();
      try {
        await(next).ifPresent(SeriesBatch::close);
      } catch (RuntimeException e) {
        // Nobody asked for that batch.
      }
      next = null;
    }
    below.close();
  }
}
