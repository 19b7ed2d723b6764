package io.meridian.service.trace;

import io.meridian.service.tls.ClientTls;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporter;
import io.opentelemetry.exporter.otlp.trace.OtlpGrpcSpanExporterBuilder;
import io.opentelemetry.sdk.common.InternalTelemetryVersion;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** The way to a collector. */
final class OtlpExporter {
  private OtlpExporter() {}

  static SpanExporter of(TracingConfig config, Optional<ClientTls> tls, MeterProvider meters) {
    return switch (config.protocol()) {
      case GRPC -> grpc(config, tls, meters);
      case HTTP -> http(config, tls, meters);
    };
  }

  private static SpanExporter grpc(
      TracingConfig config, Optional<ClientTls> tls, MeterProvider meters) {
    OtlpGrpcSpanExporterBuilder builder =
        OtlpGrpcSpanExporter.builder()
            .setEndpoint(config.url())
            .setTimeout(config.timeout())
            .setCompression(config.compression())
            .setMeterProvider(meters)
            .setInternalTelemetryVersion(InternalTelemetryVersion.LATEST);
    config.headers().forEach((name, value) -> builder.addHeader(name, value.reveal()));
    retry(config).ifPresent(builder::setRetryPolicy);
    tls.ifPresent(files -> builder.setSslContext(context(files), files.servers()));
    return builder.build();
  }

  private static SpanExporter http(
      TracingConfig config, Optional<ClientTls> tls, MeterProvider meters) {
    OtlpHttpSpanExporterBuilder builder =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(config.url())
            .setTimeout(config.timeout())
            .setCompression(config.compression())
            .setMeterProvider(meters)
            .setInternalTelemetryVersion(InternalTelemetryVersion.LATEST);
    config.headers().forEach((name, value) -> builder.addHeader(name, value.reveal()));
    retry(config).ifPresent(builder::setRetryPolicy);
    tls.ifPresent(files -> builder.setSslContext(context(files), files.servers()));
    return builder.build();
  }

  private static Optional<RetryPolicy> retry(TracingConfig config) {
    return config
        .retry()
        .map(waits ->
            RetryPolicy.builder()
                .setInitialBackoff(waits.first())
                .setMaxBackoff(waits.longest())
                .build());
  }

  private static SSLContext context(ClientTls tls) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(
          tls.keys().stream().toArray(KeyManager[]::new), new TrustManager[] {tls.servers()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no TLS", e);
    }
  }
}
