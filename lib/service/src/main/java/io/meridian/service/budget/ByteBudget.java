package io.meridian.service.budget;

import io.meridian.model.LimitExceededException;
import io.meridian.model.OverloadedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bytes that requests may hold together. A request asks before it takes memory and waits until
 * there is room, in the order of asking, so that a large one has its turn, too. How many may wait
 * and for how long is bounded: beyond that a request is refused, and its sender asks again later.
 *
 * <p>A request that turns out to need more than it asked for grows its grant. Growing goes before
 * new requests, since it ends sooner. Where everything is held by requests that wait to grow, none
 * would ever go on; the last of them is refused.
 */
public final class ByteBudget {
  private static final String HOPELESS = "all by requests that need more";

  private final String name;
  private final long capacity;
  private final int mostWaiting;

  /** Guards everything below; no other lock is taken under it. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Deque<Waiter> newcomers = new ArrayDeque<>();
  private final Deque<Waiter> growing = new ArrayDeque<>();
  private long held;

  /** How much of {@link #held} belongs to those who wait to grow. */
  private long heldByGrowing;

  private long refused;

  /**
   * A budget.
   *
   * @param name what the bytes are for, as errors say it: "write requests"
   * @param capacity how many bytes may be held at a time
   * @param mostWaiting how many requests may wait at a time
   */
  public ByteBudget(String name, long capacity, int mostWaiting) {
    if (capacity < 1 || mostWaiting < 0) {
      throw new IllegalArgumentException(
          "a budget of %d bytes with %d waiting".formatted(capacity, mostWaiting));
    }
    this.name = name;
    this.capacity = capacity;
    this.mostWaiting = mostWaiting;
  }

  /** What the bytes are for. */
  public String name() {
    return name;
  }

  /** Someone who waits for bytes. */
  private static final class Waiter {
    private final long bytes;
    private final long holds;
    private final Condition granted;
    private boolean isGranted;
    private boolean isHopeless;

    Waiter(long bytes, long holds, Condition granted) {
      this.bytes = bytes;
      this.holds = holds;
      this.granted = granted;
    }
  }

  /**
   * How a budget is used.
   *
   * @param waiting requests that wait at the moment
   * @param refused requests that were refused so far
   */
  public record Usage(long capacity, long held, int waiting, long refused) {}

  public Usage usage() {
    lock.lock();
    try {
      return new Usage(capacity, held, newcomers.size() + growing.size(), refused);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Asks for bytes and waits for them.
   *
   * @return what is to be closed when the bytes are free again
   * @throws OverloadedException if too many wait already, or there was no room in time
   * @throws LimitExceededException if there will never be so much room
   */
  public Grant acquire(long bytes, Duration patience) {
    lock.lock();
    try {
      checkSize(bytes);
      if (newcomers.isEmpty() && growing.isEmpty() && bytes <= capacity - held) {
        held += bytes;
      } else {
        if (newcomers.size() >= mostWaiting) {
          throw refusal(bytes, "%d others wait already".formatted(newcomers.size()));
        }
        await(newcomers, bytes, 0, patience);
      }
      return new Grant(bytes);
    } finally {
      lock.unlock();
    }
  }

  private void checkSize(long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException(bytes + " bytes");
    }
    if (bytes > capacity) {
      refused++;
      throw new LimitExceededException("memory for " + name, capacity, bytes, "bytes");
    }
  }

  private OverloadedException refusal(long bytes, String why) {
    refused++;
    return new OverloadedException(
        "no room for %d bytes of %s: %d of %d are held, and %s; try again later"
            .formatted(bytes, name, held, capacity, why));
  }

  private void await(Deque<Waiter> queue, long bytes, long holds, Duration patience) {
    Waiter waiter = new Waiter(bytes, holds, lock.newCondition());
    queue.addLast(waiter);
    heldByGrowing += holds;
    long left = patience.toNanos();
    try {
      while (!waiter.isGranted && !waiter.isHopeless && left > 0) {
        left = waiter.granted.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!waiter.isGranted) {
      queue.remove(waiter);
      heldByGrowing -= holds;
      grantWaiting(); // whoever stood behind may fit
      throw waiter.isHopeless
          ? refusal(bytes, HOPELESS)
          : refusal(bytes, "none became free within " + patience.toMillis() + " ms");
    }
  }

  /** Grants what fits, in turn. */
  private void grantWaiting() {
    if (grantFrom(growing)) {
      grantFrom(newcomers);
    } else if (heldByGrowing >= held) {
      Waiter last = growing.getLast();
      last.isHopeless = true;
      last.granted.signal();
    }
  }

  /** Whether nobody of the queue waits any more. */
  private boolean grantFrom(Deque<Waiter> queue) {
    for (Waiter first = queue.peek(); first != null; first = queue.peek()) {
      if (first.bytes > capacity - held) {
        return false;
      }
      held += first.bytes;
      heldByGrowing -= first.holds;
      first.isGranted = true;
      first.granted.signal();
      queue.remove();
    }
    return true;
  }

  private void release(long bytes) {
    lock.lock();
    try {
      held -= bytes;
      grantWaiting();
    } finally {
      lock.unlock();
    }
  }

  /** Bytes that one request holds. For one thread at a time. */
  public final class Grant implements AutoCloseable {
    private long bytes;

    private Grant(long bytes) {
      this.bytes = bytes;
    }

    public long bytes() {
      return bytes;
    }

    /**
     * Asks for more. What there is stays granted, however this ends.
     *
     * @throws OverloadedException if there was no room in time, or never would be
     * @throws LimitExceededException if all together is more than the budget has
     */
    public void grow(long more, Duration patience) {
      lock.lock();
      try {
        checkSize(bytes + more);
        if (growing.isEmpty() && more <= capacity - held) {
          held += more;
        } else {
          awaitGrowth(more, patience);
        }
        bytes += more;
      } finally {
        lock.unlock();
      }
    }

    private void awaitGrowth(long more, Duration patience) {
      if (heldByGrowing + bytes >= held) {
        throw refusal(more, HOPELESS);
      }
      ByteBudget.this.await(growing, more, bytes, patience);
    }

    /** Gives some bytes back. */
    public void shrink(long less) {
      if (less < 0 || less > bytes) {
        throw new IllegalArgumentException("%d of %d bytes".formatted(less, bytes));
      }
      bytes -= less;
      release(less);
    }

    /** Gives all bytes back; a second time does nothing. */
    @Override
    public void close() {
      shrink(bytes);
    }
  }
}
