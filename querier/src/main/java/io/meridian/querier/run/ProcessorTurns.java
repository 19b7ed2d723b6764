package io.meridian.querier.run;

import io.meridian.model.QueryContext;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lets as many queries compute at a time as there are processors, by turns, so that a dozen heavy
 * ones do not keep the rest of the process from its work. A query computes freely for a moment,
 * which is all that most need; from then on it needs a turn, and gives it up where others wait for
 * one, and while it waits for stores itself.
 */
final class ProcessorTurns {
  private static final long FREE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** So often it is looked whether the query is still wanted. */
  private static final long LOOK_MILLIS = 100;

  private final Semaphore turns;

  ProcessorTurns(int processors) {
    turns = new Semaphore(processors, true);
  }

  /** Whether all turns are taken. */
  boolean areTaken() {
    return turns.availablePermits() == 0;
  }

  /** A query that has not begun. */
  Turn turn() {
    return new Turn();
  }

  /**
   * One query's part. Only the thread that began it is held up; helpers on other threads are few.
   */
  final class Turn implements QueryContext.Pace, AutoCloseable {
    /** The thread that is held up; 0 is none. */
    private volatile long owner;

    private volatile @Nullable QueryContext context;

    // what follows is the owner's alone
    private long resumed;
    private long computed;
    private boolean held;
    private boolean away;

    /** The query begins on this thread. */
    void begin(QueryContext of) {
      context = of;
      resumed = System.nanoTime();
      owner = Thread.currentThread().threadId();
    }

    @Override
    public void step() {
      if (Thread.currentThread().threadId() != owner || away) {
        return;
      }
      long nanos = System.nanoTime() - resumed;
      if (held && nanos > TURN_NANOS && turns.hasQueuedThreads()) {
        giveUp();
        take();
      } else if (!held && computed + nanos > FREE_NANOS) {
        computed += nanos;
        take();
      }
    }

    private void take() {
      try {
        QueryContext of = context;
        while (!held && of != null && !of.isOver()) {
          held = turns.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      resumed = System.nanoTime();
    }

    private void giveUp() {
      if (held) {
        held = false;
        turns.release();
      }
    }

    /** The query waits for stores from now on. */
    void leave() {
      if (Thread.currentThread().threadId() == owner) {
        computed += System.nanoTime() - resumed;
        away = true;
        giveUp();
      }
    }

    /** It has what it waited for. */
    void comeBack() {
      if (Thread.currentThread().threadId() == owner) {
        away = false;
        resumed = System.nanoTime();
      }
    }

    /** The query is over; called by its thread. */
    @Override
    public void close() {
      giveUp();
      owner = 0;
    }
  }
}
