package io.meridian.querier.run;

import io.meridian.model.LimitExceededException;
import io.meridian.model.MeridianException;
import io.meridian.model.OverloadedException;
import io.meridian.model.QueryCancelledException;
import io.meridian.model.QueryTimeoutException;
import io.meridian.model.UnavailableException;
import io.meridian.service.budget.ByteBudget;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What is told of queries, all of them together. */
final class QueryMetrics {
  private static final double NANOS = 1e9;
  private static final List<String> REASONS =
      List.of("canceled", "timeout", "limit", "overloaded", "unavailable", "other");

  private final Histogram seconds;
  private final Counter samples;
  private final Counter failures;

  QueryMetrics(
      PrometheusRegistry registry,
      Supplier<FairQueue.Usage> queue,
      Supplier<ByteBudget.Usage> memory) {
    seconds =
        Histogram.builder()
            .name("meridian_query_duration_seconds")
            .help("Time from a question's arrival to its result, by kind, waiting included.")
            .labelNames("kind")
            .classicUpperBounds(0.005, 0.02, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)
            .register(registry);
    samples =
        Counter.builder()
            .name("meridian_query_samples_total")
            .help("Samples that queries read.")
            .labelNames("kind")
            .register(registry);
    failures =
        Counter.builder()
            .name("meridian_query_failures_total")
            .help("Questions that had no answer, by reason.")
            .labelNames("reason")
            .register(registry);
    REASONS.forEach(failures::initLabelValues);
    gauge(
        registry, "meridian_query_running", "Questions at work.", queue, FairQueue.Usage::running);
    gauge(
        registry,
        "meridian_query_waiting",
        "Questions that wait.",
        queue,
        FairQueue.Usage::waiting);
    gauge(registry, "meridian_query_places", "How many may run.", queue, FairQueue.Usage::places);
    gauge(registry, "meridian_query_memory_bytes", "Held.", memory, ByteBudget.Usage::held);
    gauge(
        registry,
        "meridian_query_memory_limit_bytes",
        "What queries may hold together.",
        memory,
        ByteBudget.Usage::capacity);
  }

  private static <T> void gauge(
      PrometheusRegistry registry,
      String name,
      String help,
      Supplier<T> usage,
      ToDoubleFunction<T> value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.applyAsDouble(usage.get())))
        .register(registry);
  }

  void ended(String kind, long nanos, long read) {
    seconds.labelValues(kind).observe(nanos / NANOS);
    samples.labelValues(kind).inc(read);
  }

  void failed(MeridianException failure) {
    String reason =
        switch (failure) {
          case QueryCancelledException _ -> "canceled";
          case QueryTimeoutException _ -> "timeout";
          case LimitExceededException _ -> "limit";
          case OverloadedException _ -> "overloaded";
          case UnavailableException _ -> "unavailable";
          default -> "other";
        };
    failures.labelValues(reason).inc();
  }
}
