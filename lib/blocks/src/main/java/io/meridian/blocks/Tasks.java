package io.meridian.blocks;

import io.meridian.model.UnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * Tasks that wait for a store, so many at a time, each on a virtual thread. Closing waits for all
 * of them and throws what the first of them threw; the others are interrupted then.
 */
final class Tasks implements AutoCloseable {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore room;
  private final List<Future<?>> tasks = new ArrayList<>();

  Tasks(int parallel) {
    this.room = new Semaphore(parallel);
  }

  /** Begins a task, when there is room for it. */
  void add(Runnable task) {
    room.acquireUninterruptibly();
    tasks.add(
        threads.submit(() -> {
          try {
            task.run();
          } finally {
            room.release();
          }
        }));
  }

  @Override
  public void close() {
    try {
      for (Future<?> task : tasks) {
        task.get();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
      throw new UnavailableException("the thread was interrupted", e);
    } catch (ExecutionException e) {
      threads.shutdownNow();
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.close();
    }
  }
}
