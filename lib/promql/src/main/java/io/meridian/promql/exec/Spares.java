package io.meridian.promql.exec;

import java.util.ArrayDeque;
import java.util.function.Supplier;

/**
 * Things that are expensive to make and used by one thread at a time: kernels, buffers, tiles. Who
 * needs one takes it and gives it back when he is done with a block, so there are as many as there
 * were threads at a time. Safe for use by many threads.
 */
public final class Spares<T> {
  /** Guarded by itself. */
  private final ArrayDeque<T> free = new ArrayDeque<>();

  /** One that is free, or else a new one. */
  public T take(Supplier<T> maker) {
    synchronized (free) {
      T spare = free.pollLast();
      if (spare != null) {
        return spare;
      }
    }
    return maker.get();
  }

  public void giveBack(T spare) {
    synchronized (free) {
      free.addLast(spare);
    }
  }
}
