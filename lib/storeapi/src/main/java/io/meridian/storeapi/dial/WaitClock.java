package io.meridian.storeapi.dial;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How long a selection has waited for stores, whichever they were. A store's patience runs while
 * the selection waits and the store has given nothing, also where it is another one that is waited
 * for: so many silent stores cost no more time than one.
 */
final class WaitClock {
  private final AtomicLong nanos = new AtomicLong();

  void add(long waited) {
    nanos.addAndGet(waited);
  }

  long nanos() {
    return nanos.get();
  }
}
