package io.meridian.promql.exec;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What a part of a query holds of the query's memory: charged before it is taken, given back at
 * once. Safe for use by many threads.
 */
public final class HeldMemory implements AutoCloseable {
  private final QueryRun run;
  private final AtomicLong bytes = new AtomicLong();

  /** Nothing yet. */
  public HeldMemory(QueryRun run) {
    this.run = run;
  }

  /**
   * Takes some more.
   *
   * @throws io.meridian.model.LimitExceededException if the query may not have as much
   */
  public void add(long more) {
    run.charge(more);
    bytes.addAndGet(more);
  }

  /** Gives some of it back. */
  public void remove(long less) {
    run.release(less);
    bytes.addAndGet(-less);
  }

  /** Gives everything back; may be called again. */
  @Override
  public void close() {
    run.release(bytes.getAndSet(0));
  }
}
