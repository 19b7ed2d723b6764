package io.meridian.querier.run;

import io.meridian.model.QueryContext;
import io.meridian.service.budget.ByteBudget;
import java.time.Duration;

/**
 * A query's part of the memory that all queries share. It grows in steps and shrinks at the query's
 * end; where there is no room the query fails at once, since it holds what others wait for.
 */
final class QueryMemory implements QueryContext.Reserve, AutoCloseable {
  private static final long STEP = 1 << 20;

  private final ByteBudget.Grant grant;

  QueryMemory(ByteBudget budget, Duration patience) {
    grant = budget.acquire(STEP, patience);
  }

  @Override
  public synchronized void ensure(long bytes) {
    long more = bytes - grant.bytes();
    if (more > 0) {
      grant.grow((more + STEP - 1) / STEP * STEP, Duration.ZERO);
    }
  }

  @Override
  public synchronized void close() {
    grant.close();
  }
}
