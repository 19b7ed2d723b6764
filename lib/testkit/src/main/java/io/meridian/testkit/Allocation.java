package io.meridian.testkit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Bytes that code allocates on the current thread; what it does on other threads is not seen. */
public final class Allocation {

  private static final int WARM_UPS = 100;
  private static final int MEASUREMENTS = 5;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocation() {}

  /** What one run of {@code action} allocates once it has been warmed up by 100 runs. */
  public static long bytes(Runnable action) {
    return bytes(WARM_UPS, action);
  }

  /**
   * What one run of {@code action} allocates after {@code warmUps} runs: the least of five, so that
   * class loading and a compiler that changes its mind do not count.
   */
  public static long bytes(int warmUps, Runnable action) {
    for (int i = 0; i < warmUps; i++) {
      action.run();
    }
    long least = Long.MAX_VALUE;
    for (int i = 0; i < MEASUREMENTS; i++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      action.run();
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }
}
