package io.meridian.service.budget;

import io.meridian.model.QueryCancelledException;
import io.meridian.model.QueryContext;
import java.time.Duration;

/**
 * A query's part of the memory that all queries share. It grows in steps and shrinks at the query's
 * end to what the answer holds until that is out; where there is no room the query fails at once,
 * since it holds what others wait for.
 */
public final class QueryMemory implements QueryContext.Reserve, AutoCloseable {
  private static final long STEP = 1 << 20;

  private final ByteBudget.Grant grant;
  private boolean closed;

  /**
   * The least that a query may have.
   *
   * @param patience how long it waits for that
   * @throws io.meridian.model.MeridianException if there is no room in that time
   */
  public QueryMemory(ByteBudget budget, Duration patience) {
    grant = budget.acquire(STEP, patience);
  }

  @Override
  public synchronized void ensure(long bytes) {
    if (closed) { // nobody waited for the query's thread to notice
      throw new QueryCancelledException("the query is over");
    }
    long more = bytes - grant.bytes();
    if (more > 0) {
      grant.grow((more + STEP - 1) / STEP * STEP, Duration.ZERO);
    }
  }

  /** The query is over and its answer holds so many bytes, until this is closed. */
  public synchronized void keep(long bytes) {
    closed = true;
    grant.shrink(Math.max(0, grant.bytes() - bytes));
  }

  @Override
  public synchronized void close() {
    closed = true;
    grant.close();
  }
}
