package io.meridian.service.trace;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Optional;
import java.util.function.Function;

/** Where the work of a process is told of, if anywhere. Safe for use by many threads. */
public sealed interface Tracing extends AutoCloseable permits NoTracing, OtlpTracing {
  /** Tells nobody of anything. */
  Tracing NONE = new NoTracing();

  /**
   * Tells a collector.
   *
   * @param service what the process is called where the configuration does not say
   * @param registry takes how many spans were sent, and how many were lost
   * @throws io.meridian.service.tls.TlsFileException if a certificate cannot be used
   */
  static Tracing of(TracingConfig config, String service, PrometheusRegistry registry) {
    return OtlpTracing.open(config, service, registry);
  }

  /**
   * Begins the span of a request that came in.
   *
   * @param name few in all: a method and a route, not a path
   * @param headers gives the caller's {@code traceparent} and {@code tracestate}, if it sent them
   */
  Span serve(String name, Function<String, Optional<String>> headers);

  /** Sends what is still here, for a few seconds at most. */
  @Override
  void close();
}
