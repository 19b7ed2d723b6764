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
  private final LongSupplier nanoTime;
  private final long deadline;
  private final Duration timeout;
  private final long maxBytes;
  private final long maxSamples;
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
    this.nanoTime = nanoTime;
    this.timeout = timeout;
    this.deadline = nanoTime.getAsLong() + timeout.toNanos();
    this.maxBytes = maxBytes;
    this.maxSamples = maxSamples;
  }

  /** A context without limits, for tools that a person watches and can stop. */
  public static QueryContext unlimited() {
    return new QueryContext(System::nanoTime, Duration.ofDays(365), Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /** Throws if the query's time is up or nobody waits for it any more. */
  public void check() {
    if (cancelled.get()) {
      throw new QueryCancelledException("the query was cancelled");
    }
    if (remaining().isNegative()) {
      throw new QueryTimeoutException(
          "the query ran longer than its timeout of " + timeout.toMillis() + " ms");
    }
  }

  /** How much of the query's time is left; negative once it is up. */
  public Duration remaining() {
    return Duration.ofNanos(deadline - nanoTime.getAsLong());
  }

  /** Ends the query: every {@link #check} from now on throws. */
  public void cancel() {
    cancelled.set(true);
  }

  /** Takes bytes of the query's memory, to be given back by {@link #release}. */
  public void charge(long count) {
    long held = bytes.addAndGet(count);
    if (held > maxBytes) {
      bytes.addAndGet(-count);
      throw new LimitExceededException("query memory", maxBytes, held, "bytes");
    }
    peakBytes.accumulateAndGet(held, Math::max);
  }

  /** Gives back bytes taken by {@link #charge}. */
  public void release(long count) {
    bytes.addAndGet(-count);
  }

  /** Counts samples that were read. */
  public void addSamples(long count) {
    long read = samples.addAndGet(count);
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
