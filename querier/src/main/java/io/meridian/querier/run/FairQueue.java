package io.meridian.querier.run;

import io.meridian.model.OverloadedException;
import io.meridian.model.QueryContext;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whose turn it is. So many run at a time; of those that wait, the next is of the tenant of whom
 * the fewest run, and of equals the one that has not had a turn for longest. A tenant who asks a
 * lot waits behind himself.
 */
final class FairQueue {
  /** So often it is looked whether the one who waits is still wanted. */
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final int places;
  private final int mostWaiting;

  /** Guards everything below; no other lock is taken under it. */
  private final ReentrantLock lock = new ReentrantLock();

  /** Those who run or wait; who had a turn goes behind all others. */
  private final Map<String, Tenant> tenants = new LinkedHashMap<>();

  private int running;
  private int waiting;
  private long refused;

  /**
   * A queue.
   *
   * @param places how many run at a time
   * @param mostWaiting how many of one tenant may wait
   */
  FairQueue(int places, int mostWaiting) {
    this.places = places;
    this.mostWaiting = mostWaiting;
  }

  private static final class Tenant {
    private final Deque<Waiter> waiters = new ArrayDeque<>();
    private int running;

    boolean isGone() {
      return running == 0 && waiters.isEmpty();
    }
  }

  private static final class Waiter {
    private final Condition turn;
    private boolean called;

    Waiter(Condition turn) {
      this.turn = turn;
    }
  }

  /**
   * How the queue is used.
   *
   * @param refused who came when too many waited already, so far
   */
  record Usage(int places, int running, int waiting, long refused) {}

  Usage usage() {
    lock.lock();
    try {
      return new Usage(places, running, waiting, refused);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for a place, to be given back by {@link #leave}.
   *
   * @throws OverloadedException if too many of the tenant wait already
   * @throws io.meridian.model.MeridianException if the query's time is up, or nobody wants it any
   *     more
   */
  void enter(String name, QueryContext context) throws InterruptedException {
    context.check();
    lock.lock();
    try {
      Tenant tenant = tenants.computeIfAbsent(name, _ -> new Tenant());
      if (running < places && waiting == 0) {
        begin(name, tenant);
        return;
      }
      if (tenant.waiters.size() >= mostWaiting) {
        refused++;
        throw new OverloadedException(
            "%d queries of the tenant %s wait already, while %d of %d places are taken; try again later"
                .formatted(tenant.waiters.size(), name, running, places));
      }
      await(name, tenant, context);
    } finally {
      lock.unlock();
    }
  }

  private void begin(String name, Tenant tenant) {
    running++;
    tenant.running++;
    tenants.remove(name);
    tenants.put(name, tenant);
  }

  private void await(String name, Tenant tenant, QueryContext context) throws InterruptedException {
    Waiter waiter = new Waiter(lock.newCondition());
    tenant.waiters.addLast(waiter);
    waiting++;
    boolean stays = false;
    try {
      while (!waiter.called) {
        context.check();
        waiter.turn.awaitNanos(Math.min(SLICE_NANOS, 1 + context.remaining().toNanos()));
      }
      stays = true;
    } finally {
      if (!stays && waiter.called) {
        end(name, tenant);
      } else if (!stays) {
        tenant.waiters.remove(waiter);
        waiting--;
        forget(name, tenant);
      }
    }
  }

  /** Gives a place back. */
  void leave(String name) {
    lock.lock();
    try {
      Tenant tenant = tenants.get(name);
      if (tenant != null) {
        end(name, tenant);
      }
    } finally {
      lock.unlock();
    }
  }

  private void end(String name, Tenant tenant) {
    running--;
    tenant.running--;
    forget(name, tenant);
    callNext();
  }

  private void forget(String name, Tenant tenant) {
    if (tenant.isGone()) {
      tenants.remove(name);
    }
  }

  private void callNext() {
    Optional<Map.Entry<String, Tenant>> next =
        tenants.entrySet().stream()
            .filter(each -> !each.getValue().waiters.isEmpty())
            .min(Comparator.comparingInt(each -> each.getValue().running));
    next.ifPresent(each -> {
      Waiter waiter = each.getValue().waiters.removeFirst();
      waiting--;
      waiter.called = true;
      waiter.turn.signal();
      begin(each.getKey(), each.getValue());
    });
  }
}
