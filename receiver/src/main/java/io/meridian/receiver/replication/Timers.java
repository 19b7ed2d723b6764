package io.meridian.receiver.replication;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Time as couriers know it. */
interface Timers extends AutoCloseable {
  /** A monotonic clock. */
  long nanos();

  /** Has something done later, on some thread; forgotten if this is closed before. */
  void after(Duration delay, Runnable task);

  @Override
  void close();

  /** The time of this machine; tasks run on virtual threads. */
  static Timers ofMachine() {
    ScheduledExecutorService clock =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("replication-timer").daemon().factory());
    return new Timers() {
      @Override
      public long nanos() {
        return System.nanoTime();
      }

      @Override
      public void after(Duration delay, Runnable task) {
        if (!clock.isShutdown()) {
          var _ =
              clock.schedule(
                  () -> Thread.startVirtualThread(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        }
      }

      @Override
      public void close() {
        clock.shutdownNow();
      }
    };
  }
}
