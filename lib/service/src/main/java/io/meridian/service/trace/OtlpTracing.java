package io.meridian.service.trace;

import io.meridian.service.tls.ClientTls;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.common.InternalTelemetryVersion;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Traces by the OpenTelemetry SDK. Spans wait in a queue of 2,048 and are sent 512 at a time, at
 * the latest after five seconds; what finds the queue full is lost and counted.
 */
final class OtlpTracing implements Tracing {
  private static final long GOODBYE_SECONDS = 5;

  private static final TextMapGetter<Function<String, Optional<String>>> HEADERS =
      new TextMapGetter<>() {
        @Override
        public @Nullable String get(
            @Nullable Function<String, Optional<String>> carrier, String key) {
          return carrier == null ? null : carrier.apply(key).orElse(null);
        }
      };

  private final SdkTracerProvider provider;
  private final SpanTally tally;
  private final Tracer tracer;

  private OtlpTracing(SdkTracerProvider provider, SpanTally tally) {
    this.provider = provider;
    this.tally = tally;
    this.tracer = provider.get("io.meridian");
  }

  static OtlpTracing open(TracingConfig config, String service, PrometheusRegistry registry) {
    SpanTally tally = SpanTally.in(registry);
    Optional<ClientTls> tls = config.tls().map(ClientTls::new);
    SpanExporter exporter = OtlpExporter.of(config, tls, tally.meters());
    BatchSpanProcessor queue =
        BatchSpanProcessor.builder(exporter)
            .setMeterProvider(tally.meters())
            .setInternalTelemetryVersion(InternalTelemetryVersion.LATEST)
            .build();
    SdkTracerProvider provider =
        SdkTracerProvider.builder()
            .setResource(resource(config, service))
            .setSampler(OtlpSampler.of(config.sampling()))
            .addSpanProcessor(queue)
            .build();
    return new OtlpTracing(provider, tally);
  }

  private static Resource resource(TracingConfig config, String service) {
    AttributesBuilder attributes = Attributes.builder();
    attributes.put("service.name", config.serviceName().orElse("meridian-" + service));
    config.resourceAttributes().forEach(attributes::put);
    return Resource.create(attributes.build());
  }

  @Override
  public Span serve(String name, Function<String, Optional<String>> headers) {
    Context parent =
        W3CTraceContextPropagator.getInstance().extract(Context.root(), headers, HEADERS);
    return new OtlpSpan(tracer, SpanKind.SERVER, name, parent);
  }

  /** Has what is here sent now. */
  void flush() {
    provider.forceFlush();
  }

  @Override
  public void close() {
    provider.shutdown().join(GOODBYE_SECONDS, TimeUnit.SECONDS);
    tally.close();
  }
}
