package io.meridian.service.telemetry;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.meridian.service.budget.ByteBudget;
import io.meridian.service.budget.CpuPool;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.instrumentation.jvm.JvmBufferPoolMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmClassLoadingMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmCompilationMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryPoolAllocationMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmNativeMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmRuntimeInfoMetric;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** Metrics that every process has: of the JVM, of the build, of budgets. */
public final class ProcessMetrics {
  private ProcessMetrics() {}

  /**
   * Registers them.
   *
   * @param service the process' kind: {@code receiver}
   */
  public static void register(
      PrometheusRegistry registry, String service, Collection<ByteBudget> budgets) {
    registerMachine(registry);
    Package code = ProcessMetrics.class.getPackage();
    Gauge.builder()
        .name("meridian_build_info")
        .help("The version that runs; always 1.")
        .labelNames("service", "version", "java")
        .register(registry)
        .labelValues(
            service,
            Objects.requireNonNullElse(code.getImplementationVersion(), "development"),
            Runtime.version().toString())
        .set(1);
    Map<String, ByteBudget> named = new TreeMap<>();
    budgets.forEach(budget -> named.put(budget.name(), budget));
    budget(registry, named, "capacity_bytes", "What may be held.", ByteBudget.Usage::capacity);
    budget(registry, named, "held_bytes", "What is held.", ByteBudget.Usage::held);
    budget(registry, named, "waiting", "Requests that wait for room.", ByteBudget.Usage::waiting);
    CounterWithCallback.builder()
        .name("meridian_budget_refused_total")
        .help("Requests that were refused for want of room.")
        .labelNames("budget")
        .callback(counter ->
            named.forEach((name, budget) -> counter.call((double) budget.usage().refused(), name)))
        .register(registry);
  }

  /** All that the client has of the JVM, with other metrics of threads. */
  private static void registerMachine(PrometheusRegistry registry) {
    JvmBufferPoolMetrics.builder().register(registry);
    JvmClassLoadingMetrics.builder().register(registry);
    JvmCompilationMetrics.builder().register(registry);
    JvmGarbageCollectorMetrics.builder().register(registry);
    JvmMemoryMetrics.builder().register(registry);
    JvmMemoryPoolAllocationMetrics.builder().register(registry);
    if (tracksNativeMemory()) {
      JvmNativeMemoryMetrics.builder().register(registry);
    }
    JvmRuntimeInfoMetric.builder().register(registry);
    io.prometheus.metrics.instrumentation.jvm.ProcessMetrics.builder().register(registry);
    ThreadMetrics.register(registry);
  }

  /** What the client asks, too, but by a server for management, which loads 280 classes. */
  private static boolean tracksNativeMemory() {
    return !ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .getVMOption("NativeMemoryTracking")
        .getValue()
        .equals("off");
  }

  private static void budget(
      PrometheusRegistry registry,
      Map<String, ByteBudget> budgets,
      String suffix,
      String help,
      ToDoubleFunction<ByteBudget.Usage> value) {
    GaugeWithCallback.builder()
        .name("meridian_budget_" + suffix)
        .help(help)
        .labelNames("budget")
        .callback(gauge ->
            budgets.forEach(
                (name, budget) -> gauge.call(value.applyAsDouble(budget.usage()), name)))
        .register(registry);
  }

  /** Registers those of the threads for work on the processors, where a process has them. */
  public static void register(PrometheusRegistry registry, CpuPool pool) {
    GaugeWithCallback.builder()
        .name("meridian_cpu_pool_threads")
        .help("Threads for work on the processors, and how many of them are busy.")
        .labelNames("state")
        .callback(gauge -> {
          CpuPool.Usage usage = pool.usage();
          gauge.call(usage.busy(), "busy");
          gauge.call(usage.threads() - usage.busy(), "idle");
        })
        .register(registry);
    GaugeWithCallback.builder()
        .name("meridian_cpu_pool_waiting")
        .help("Pieces of work that wait for a thread.")
        .labelNames("class")
        .callback(gauge -> {
          CpuPool.Usage usage = pool.usage();
          gauge.call(usage.waitingIngest(), "ingest");
          gauge.call(usage.waitingQueries(), "queries");
        })
        .register(registry);
    CounterWithCallback.builder()
        .name("meridian_cpu_pool_refused_total")
        .help("Pieces of work that were refused because too much waited.")
        .callback(counter -> counter.call((double) pool.usage().refused()))
        .register(registry);
  }
}
