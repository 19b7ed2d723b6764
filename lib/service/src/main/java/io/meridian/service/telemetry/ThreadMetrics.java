package io.meridian.service.telemetry;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of the JVM's threads, by the names that the Prometheus client gives them. A search for
 * deadlocks stops all threads, and on busy processors waits long until they stand; so it is made
 * aside, once a minute at most, and a scrape tells what the last one found.
 */
final class ThreadMetrics {
  private static final Duration BETWEEN_SEARCHES = Duration.ofMinutes(1);

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final LongSupplier nanos;
  private final Executor aside;
  private final AtomicBoolean searching = new AtomicBoolean();
  private volatile Deadlocks found = new Deadlocks(0, 0);
  private volatile long nextSearch;

  /**
   * Threads that wait for each other.
   *
   * @param all those that wait for whatever lock
   * @param monitors those that wait for monitors only
   */
  private record Deadlocks(int all, int monitors) {}

  private ThreadMetrics(LongSupplier nanos, Executor aside) {
    this.nanos = nanos;
    this.aside = aside;
    this.nextSearch = nanos.getAsLong();
  }

  /** Registers them. */
  static void register(PrometheusRegistry registry) {
    register(
        registry,
        System::nanoTime,
        search -> Thread.ofPlatform().daemon().name("deadlocks").start(search));
  }

  /**
   * Registers them.
   *
   * @param nanos a clock
   * @param aside runs searches for deadlocks
   */
  static void register(PrometheusRegistry registry, LongSupplier nanos, Executor aside) {
    ThreadMetrics metrics = new ThreadMetrics(nanos, aside);
    metrics.registerCounts(registry);
    metrics.registerDeadlocks(registry);
  }

  private void registerCounts(PrometheusRegistry registry) {
    gauge(
        registry, "jvm_threads_current", "Current thread count of a JVM.", threads::getThreadCount);
    gauge(
        registry,
        "jvm_threads_daemon",
        "Daemon thread count of a JVM.",
        threads::getDaemonThreadCount);
    gauge(registry, "jvm_threads_peak", "Peak thread count of a JVM.", threads::getPeakThreadCount);
    CounterWithCallback.builder()
        .name("jvm_threads_started_total")
        .help("Started thread count of a JVM.")
        .callback(counter -> counter.call((double) threads.getTotalStartedThreadCount()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("jvm_threads_state")
        .help("Current count of threads by state.")
        .labelNames("state")
        .callback(gauge -> states().forEach((state, count) -> gauge.call(count, state.name())))
        .register(registry);
  }

  private void registerDeadlocks(PrometheusRegistry registry) {
    gauge(
        registry,
        "jvm_threads_deadlocked",
        "Threads that wait for each other's monitors or ownable synchronizers, a minute ago at"
            + " most.",
        () -> deadlocks().all());
    gauge(
        registry,
        "jvm_threads_deadlocked_monitor",
        "Threads that wait for each other's monitors, a minute ago at most.",
        () -> deadlocks().monitors());
  }

  private static void gauge(
      PrometheusRegistry registry, String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(gauge -> gauge.call(value.getAsDouble()))
        .register(registry);
  }

  private Map<Thread.State, Integer> states() {
    Map<Thread.State, Integer> counts = new EnumMap<>(Thread.State.class);
    for (Thread.State each : Thread.State.values()) {
      counts.put(each, 0);
    }
    for (ThreadInfo each : threads.getThreadInfo(threads.getAllThreadIds(), 0)) {
      if (each != null) { // else it has ended meanwhile
        counts.merge(each.getThreadState(), 1, Integer::sum);
      }
    }
    return counts;
  }

  private Deadlocks deadlocks() {
    if (nextSearch - nanos.getAsLong() <= 0 && searching.compareAndSet(false, true)) {
      nextSearch = nanos.getAsLong() + BETWEEN_SEARCHES.toNanos();
      aside.execute(this::search);
    }
    return found;
  }

  private void search() {
    try {
      found =
          new Deadlocks(
              count(threads.findDeadlockedThreads()),
              count(threads.findMonitorDeadlockedThreads()));
    } finally {
      searching.set(false);
    }
  }

  private static int count(long @Nullable [] threads) {
    return threads == null ? 0 : threads.length;
  }
}
