package io.meridian.service.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.LongPointData;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** What the SDK says has become of spans, as metrics of the process. */
final class SpanTally implements MetricReader {
  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
  private static final String PROCESSED = "otel.sdk.processor.span.processed";
  private static final String EXPORTED = "otel.sdk.exporter.span.exported";

  private volatile CollectionRegistration registration = CollectionRegistration.noop();
  private final SdkMeterProvider meters =
      SdkMeterProvider.builder().registerMetricReader(this).build();

  private SpanTally() {}

  static SpanTally in(PrometheusRegistry registry) {
    SpanTally tally = new SpanTally();
    CounterWithCallback.builder()
        .name("meridian_trace_spans_sent_total")
        .help("Spans that the collector has taken.")
        .callback(counter -> counter.call(tally.count(EXPORTED, false)))
        .register(registry);
    CounterWithCallback.builder()
        .name("meridian_trace_spans_dropped_total")
        .help("Spans that were lost: the queue was full, or the collector did not take them.")
        .labelNames("reason")
        .callback(counter -> {
          counter.call(tally.count(PROCESSED, true), "queue_full");
          counter.call(tally.count(EXPORTED, true), "not_taken");
        })
        .register(registry);
    return tally;
  }

  /** Where the SDK counts. */
  MeterProvider meters() {
    return meters;
  }

  private double count(String metric, boolean failed) {
    return registration.collectAllMetrics().stream()
        .filter(each -> each.getName().equals(metric))
        .flatMap(each -> each.getLongSumData().getPoints().stream())
        .filter(point -> (point.getAttributes().get(ERROR) != null) == failed)
        .mapToLong(LongPointData::getValue)
        .sum();
  }

  @Override
  public void register(CollectionRegistration collection) {
    registration = collection;
  }

  @Override
  public AggregationTemporality getAggregationTemporality(InstrumentType type) {
    return AggregationTemporality.CUMULATIVE;
  }

  @Override
  public CompletableResultCode forceFlush() {
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public CompletableResultCode shutdown() {
    return CompletableResultCode.ofSuccess();
  }

  @Override
  public void close() {
    meters.shutdown();
  }
}
