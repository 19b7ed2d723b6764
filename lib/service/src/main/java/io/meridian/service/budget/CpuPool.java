package io.meridian.service.budget;

import io.meridian.model.OverloadedException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One thread for each processor, for work that computes and never waits. Requests live on virtual
 * threads, which are not pre-empted; what takes them more than a millisecond is done here, so that
 * health checks and pings are answered meanwhile.
 *
 * <p>Ingest goes before queries, except that one task in {@value #QUERY_TURN} is a query's where
 * one waits: under steady ingest queries become slow, not impossible. Within a class the order is
 * that of asking. How many may wait is bounded for each class.
 */
public final class CpuPool implements AutoCloseable {
  private static final int QUERY_TURN = 16;

  private final int mostWaiting;
  private final List<Thread> threads = new ArrayList<>();

  /** Guards everything below; no other lock is taken under it. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition work = lock.newCondition();
  private final Deque<Runnable> ingest = new ArrayDeque<>();
  private final Deque<Runnable> queries = new ArrayDeque<>();
  private int turn;
  private int busy;
  private long refused;
  private boolean closed;

  /**
   * Starts the threads.
   *
   * @param processors how many
   * @param mostWaiting how many tasks of a class may wait
   */
  public CpuPool(int processors, int mostWaiting) {
    this.mostWaiting = mostWaiting;
    for (int i = 0; i < processors; i++) {
      threads.add(Thread.ofPlatform().name("cpu-" + i).daemon().start(this::work));
    }
  }

  /**
   * How the pool is used.
   *
   * @param busy threads that compute at the moment
   * @param waitingIngest tasks that wait
   * @param waitingQueries tasks that wait
   * @param refused tasks that were refused so far
   */
  public record Usage(int threads, int busy, int waitingIngest, int waitingQueries, long refused) {}

  public Usage usage() {
    lock.lock();
    try {
      return new Usage(threads.size(), busy, ingest.size(), queries.size(), refused);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Computes something and waits for it. A thread of the pool does it itself at once.
   *
   * @throws OverloadedException if too many tasks of the class wait already
   * @throws CancellationException if the waiting thread was interrupted; a task that had not begun
   *     never does
   */
  public <T extends @Nullable Object> T compute(CpuClass of, Callable<T> task) throws Exception {
    if (threads.contains(Thread.currentThread())) {
      return task.call();
    }
    FutureTask<T> future = new FutureTask<>(task);
    submit(of, future);
    try {
      return future.get();
    } catch (InterruptedException e) {
      future.cancel(false);
      forget(of, future);
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while waiting for a processor");
    } catch (ExecutionException e) {
      throw thrown(e);
    }
  }

  private static Exception thrown(ExecutionException failure) {
    Throwable cause = failure.getCause();
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof Exception exception ? exception : failure;
  }

  /**
   * The pool as others take it. Its tasks' errors go to the thread's handler of uncaught ones. What
   * it cannot take is an {@link OverloadedException}.
   */
  public Executor executor(CpuClass of) {
    return task -> submit(of, task);
  }

  private void submit(CpuClass of, Runnable task) {
    lock.lock();
    try {
      if (closed) {
        throw new RejectedExecutionException("the processors' pool is closed");
      }
      Deque<Runnable> queue = queue(of);
      if (queue.size() >= mostWaiting) {
        refused++;
        throw new OverloadedException(
            "%d tasks of %s wait for a processor already; try again later"
                .formatted(queue.size(), of.text()));
      }
      queue.addLast(task);
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  private void forget(CpuClass of, Runnable task) {
    lock.lock();
    try {
      queue(of).remove(task);
    } finally {
      lock.unlock();
    }
  }

  private Deque<Runnable> queue(CpuClass of) {
    return switch (of) {
      case INGEST -> ingest;
      case QUERY -> queries;
    };
  }

  private void work() {
    for (Runnable task = next(false); task != null; task = next(true)) {
      try {
        task.run();
      } catch (Throwable e) {
        Thread self = Thread.currentThread();
        self.getUncaughtExceptionHandler().uncaughtException(self, e);
      }
    }
  }

  /** Waits for the next task; null once there will be none. */
  private @Nullable Runnable next(boolean done) {
    lock.lock();
    try {
      busy -= done ? 1 : 0;
      Runnable next = poll();
      while (next == null && !closed) {
        work.awaitUninterruptibly();
        next = poll();
      }
      busy += next == null ? 0 : 1;
      return next;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Runnable poll() {
    if (ingest.isEmpty() || queries.isEmpty()) {
      turn = 0;
      return ingest.isEmpty() ? queries.poll() : ingest.poll();
    }
    turn = (turn + 1) % QUERY_TURN;
    return turn == 0 ? queries.poll() : ingest.poll();
  }

  /** Takes no more; what waits is still done, by and by. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      work.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
