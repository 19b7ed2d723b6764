package io.meridian.model;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A query's life: until when it may run, whether somebody still waits for it, and how much it may
 * use. One context goes with a query from its HTTP request down to the last read; every long loop
 * calls {@link #check}, and whoever holds memory for the query charges it before he takes it. Safe
 * for use by many threads.
 */
public final class QueryContext {
  /** Longer timeouts are as good as this one, and would pass the clock's range. */
  private static final Duration LONGEST_TIMEOUT = Duration.ofDays(36_500);

  /** Memory that several queries share, of which this one takes what it comes to need. */
  @FunctionalInterface
  public interface Reserve {
    /**
     * Makes sure that the query may hold so many bytes in all; called by many threads.
     *
     * @throws MeridianException if there is no room
     */
    void ensure(long bytes);
  }

  /** The processors that several queries share. */
  @FunctionalInterface
  public interface Pace {
    /** The query is at a place where it may be held up; called often, by many threads. */
    void step();
  }

  private final LongSupplier nanoTime;
  private final long deadline;
  private final Duration timeout;
  private final long maxBytes;
  private final long maxSamples;
  private final Reserve reserve;
  private final Pace pace;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong peakBytes = new AtomicLong();
  private final AtomicLong samples = new AtomicLong();
  private final AtomicBoolean cancelled = new AtomicBoolean();

  /**
   * A context whose time starts now.
   *
   * @param nanoTime a monotonic clock in nanoseconds
   * @param timeout how long the query may run
   * @param maxBytes how many bytes it may hold at a time
   * @param maxSamples how many samples it may read in all
   */
  public QueryContext(LongSupplier nanoTime, Duration timeout, long maxBytes, long maxSamples) {
    this(nanoTime, timeout, maxBytes, maxSamples, _ -> {}, () -> {});
  }

  /**
   * The same with memory and processors that are shared with others.
   *
   * @param reserve asked before the query holds more than ever before
   * @param pace may hold the query up where it is checked
   */
  public QueryContext(
      LongSupplier nanoTime,
      Duration timeout,
      long maxBytes,
      long maxSamples,
      Reserve reserve,
      Pace pace) {
    this.reserve = reserve;
    this.pace = pace;
    this.nanoTime = nanoTime;
    this.timeout = timeout.compareTo(LONGEST_TIMEOUT) > 0 ? LONGEST_TIMEOUT : timeout;
    this.deadline = nanoTime.getAsLong() + this.timeout.toNanos();
    this.maxBytes = maxBytes;
    this.maxSamples = maxSamples;
  }

  /** A context without limits, for tools that a person watches and can stop. */
  public static QueryContext unlimited() {
    return new QueryContext(System::nanoTime, Duration.ofDays(365), Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /** Throws if the query's time is up or nobody waits for it any more. */
  public void check() {
    pace.step();
    if (cancelled.get()) {
      throw new QueryCancelledException("the query was cancelled");
    }
    if (remaining().isNegative()) {
      throw new QueryTimeoutException(
          "the query ran longer than its timeout of " + timeout.toMillis() + " ms");
    }
  }

  /** Whether a {@link #check} would throw. */
  public boolean isOver() {
    return cancelled.get() || remaining().isNegative();
  }

  /** How much of the query's time is left; negative once it is up. */
  public Duration remaining() {
    return Duration.ofNanos(deadline - nanoTime.getAsLong());
  }

  /** Ends the query: every {@link #check} from now on throws. */
  public void cancel() {
    cancelled.set(true);
  }

  /**
   * Takes bytes of the query's memory, to be given back by {@link #release}.
   *
   * @throws LimitExceededException if the query would hold more than it may
   * @throws MeridianException if there is no room beside other queries
   */
  public void charge(long count) {
    long held;
    long wanted;
    do {
      held = bytes.get();
      wanted = saturatedSum(held, count);
      if (wanted > maxBytes) {
        throw new LimitExceededException("query memory", maxBytes, wanted, "bytes");
      }
    } while (!bytes.compareAndSet(held, wanted));
    if (peakBytes.getAndAccumulate(wanted, Math::max) < wanted) {
      reserve(wanted, count);
    }
  }

  private void reserve(long wanted, long count) {
    try {
      reserve.ensure(wanted);
    } catch (RuntimeException e) {
      bytes.addAndGet(-count);
      throw e;
    }
  }

  private static long saturatedSum(long held, long more) {
    long sum = held + more;
    return more > 0 && sum < held ? Long.MAX_VALUE : sum;
  }

  /** Gives back bytes taken by {@link #charge}. */
  public void release(long count) {
    bytes.addAndGet(-count);
  }

  /** Counts samples that were read. */
  public void addSamples(long count) {
    long read = samples.accumulateAndGet(count, QueryContext::saturatedSum);
    if (read > maxSamples) {
      throw new LimitExceededException("query samples", maxSamples, read, "samples");
    }
  }

  /** Bytes held now. */
  public long bytes() {
    return bytes.get();
  }

  /** The most bytes held at a time so far. */
  public long peakBytes() {
    return peakBytes.get();
  }

  /** Samples read so far. */
  public long samples() {
    return samples.get();
  }
}
