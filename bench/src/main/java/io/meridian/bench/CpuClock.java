package io.meridian.bench;

import java.lang.management.ManagementFactory;

/** CPU time of this whole process, all its threads: what machines that are shared still tell. */
final class CpuClock {
  private static final com.sun.management.OperatingSystemMXBean SYSTEM =
      (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final long cpu = SYSTEM.getProcessCpuTime();
  private final long wall = System.nanoTime();

  /** CPU seconds since this clock was made. */
  double cpuSeconds() {
    return (SYSTEM.getProcessCpuTime() - cpu) / 1e9;
  }

  /** Seconds since this clock was made. */
  double wallSeconds() {
    return (System.nanoTime() - wall) / 1e9;
  }
}
