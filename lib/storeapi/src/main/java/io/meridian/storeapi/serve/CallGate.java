package io.meridian.storeapi.serve;

import io.meridian.model.QueryContext;

/**
 * Lets so many calls for series run at a time; the others wait their turn. Safe for use by many
 * threads.
 */
@FunctionalInterface
public interface CallGate {
  /** Lets everybody in. */
  CallGate OPEN = _ -> () -> {};

  /**
   * Waits for a turn.
   *
   * @throws io.meridian.model.OverloadedException if too many wait already
   * @throws io.meridian.model.MeridianException if the call's time is up, or nobody waits for it
   */
  Turn enter(QueryContext context);

  /** A call that runs; another one's turn comes when it is closed. */
  @FunctionalInterface
  interface Turn extends AutoCloseable {
    @Override
    void close();
  }
}
