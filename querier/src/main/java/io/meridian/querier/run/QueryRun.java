package io.meridian.querier.run;

import io.meridian.model.QueryContext;
import java.util.function.Supplier;

/** A query that has its turn. */
public final class QueryRun {
  private final QueryContext context;
  private final ProcessorTurns.Turn turn;
  private final long queuedNanos;

  QueryRun(QueryContext context, ProcessorTurns.Turn turn, long queuedNanos) {
    this.context = context;
    this.turn = turn;
    this.queuedNanos = queuedNanos;
  }

  public QueryContext context() {
    return context;
  }

  /** How long it waited for its turn. */
  public long queuedNanos() {
    return queuedNanos;
  }

  /** Waits for stores, and lets others compute meanwhile. */
  public <T> T awaiting(Supplier<T> stores) {
    turn.leave();
    try {
      return stores.get();
    } finally {
      turn.comeBack();
    }
  }

  /**
   * Does the query's work on this thread. Stores whose calls end with the query's time are no
   * answer of less, but none.
   */
  <T> T during(Supplier<T> work) {
    turn.begin(context);
    try {
      T result = work.get();
      context.check();
      return result;
    } finally {
      turn.close();
    }
  }
}
