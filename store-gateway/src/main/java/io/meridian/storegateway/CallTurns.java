package io.meridian.storegateway;

import io.meridian.model.OverloadedException;
import io.meridian.model.QueryContext;
import io.meridian.model.UnavailableException;
import io.meridian.storeapi.serve.CallGate;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** So many requests for series at a time; who waits goes before who comes. */
final class CallTurns implements CallGate {
  /** More requests than this do not wait: by their turn nobody would wait for them any more. */
  private static final int MOST_WAITING = 1_000;

  /** How soon a request notices that nobody waits for it. */
  private static final long LOOK_MILLIS = 200;

  private final int most;
  private final Semaphore turns;
  private final AtomicInteger waiting = new AtomicInteger();
  private final LongAdder refused = new LongAdder();

  CallTurns(int most) {
    this.most = most;
    turns = new Semaphore(most, true);
  }

  @Override
  public Turn enter(QueryContext context) {
    if (waiting.get() > 0 || !turns.tryAcquire()) {
      await(context);
    }
    return turns::release;
  }

  private void await(QueryContext context) {
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      refused.increment();
      throw new OverloadedException(
          "%d requests for series run and %d wait; try again later, or raise"
                  .formatted(most, MOST_WAITING)
              + " --store.grpc.series-max-concurrency");
    }
    try {
      while (!turns.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        context.check();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("the thread was interrupted", e);
    } finally {
      waiting.decrementAndGet();
    }
  }

  /** Requests that run. */
  int running() {
    return most - turns.availablePermits();
  }

  /** How many may run. */
  int most() {
    return most;
  }

  /** Requests that wait their turn. */
  int waiting() {
    return waiting.get();
  }

  /** Requests that were not even let wait. */
  long refused() {
    return refused.sum();
  }
}
