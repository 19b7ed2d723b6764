package io.meridian.model;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Work that waits much, done beside its caller on a virtual thread of its own, which begins at
 * once. Whoever has one either awaits it or abandons it, so that nothing that it opened is lost.
 */
public final class Aside<T> {
  private final FutureTask<T> task;
  private final Thread thread;

  private Aside(FutureTask<T> task, Thread thread) {
    this.task = task;
    this.thread = thread;
  }

  /**
   * Begins work.
   *
   * @param name the thread's
   */
  public static <T> Aside<T> begin(String name, Supplier<T> work) {
    FutureTask<T> task = new FutureTask<>(work::get);
    return new Aside<>(task, Thread.ofVirtual().name(name).start(task));
  }

  /**
   * Waits for what the work gives, or throws what it failed with.
   *
   * @throws UnavailableException if this thread is interrupted meanwhile; the work goes on
   */
  public T await() {
    try {
      return task.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("the thread was interrupted", e);
    } catch (ExecutionException e) {
      throw failure(e);
    }
  }

  /** The same for work that is of use to others: an interrupt waits until it has ended. */
  public T awaitItsEnd() {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw failure(e);
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Interrupts the work, if it has not ended. */
  public void interrupt() {
    thread.interrupt();
  }

  /** Interrupts the work, waits for its end, and gives what it gave all the same, to be closed. */
  public Optional<T> abandon() {
    interrupt();
    try {
      return Optional.of(awaitItsEnd());
    } catch (RuntimeException e) {
      return Optional.empty(); // nobody asks any more
    }
  }

  private static RuntimeException failure(ExecutionException e) {
    return switch (e.getCause()) {
      case RuntimeException known -> known;
      case Error error -> throw error;
      case null, default -> new IllegalStateException(e.getCause());
    };
  }
}
