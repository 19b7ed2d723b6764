package io.meridian.service.http;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Locale;

/**
 * What a process tells about its HTTP servers. The names without prefix are those of Thanos, which
 * dashboards ask for.
 */
public final class HttpMetrics {
  private final Counter requests;
  private final Histogram seconds;
  private final Counter requestBytes;
  private final Counter responseBytes;
  private final Gauge inFlight;
  private final Gauge connections;
  private final Counter cuts;
  private final Counter admissionSeconds;

  /** Why a connection was closed by the server. */
  enum Cut {
    TOO_MANY,
    OVERDUE,
    SLOW_BODY,
    STALLED_ANSWER,
    UNREAD_BODY,
    FAILED_STREAM
  }

  /** Registers the metrics; once a process, shared by its servers. */
  public HttpMetrics(PrometheusRegistry registry) {
    requests =
        Counter.builder()
            .name("http_requests_total")
            .help("Requests answered.")
            .labelNames("code", "handler", "method")
            .register(registry);
    seconds =
        Histogram.builder()
            .name("http_request_duration_seconds")
            .help("Time from a request's head to the end of its answer.")
            .labelNames("code", "handler", "method")
            .classicUpperBounds(
                0.001, 0.01, 0.1, 0.3, 0.6, 1, 2, 3, 6, 9, 20, 30, 60, 90, 120, 240, 360, 720)
            .register(registry);
    requestBytes =
        bytes(registry, "meridian_http_request_body_bytes_total", "Bytes of bodies taken in.");
    responseBytes =
        bytes(registry, "meridian_http_response_body_bytes_total", "Bytes of answers, as sent.");
    inFlight =
        Gauge.builder()
            .name("http_inflight_requests")
            .help("Requests being answered.")
            .labelNames("handler", "method")
            .register(registry);
    connections =
        Gauge.builder()
            .name("meridian_http_connections")
            .help("Open connections.")
            .register(registry);
    cuts =
        Counter.builder()
            .name("meridian_http_connections_cut_total")
            .help("Connections that the server closed, by reason.")
            .labelNames("reason")
            .register(registry);
    for (Cut each : Cut.values()) {
      cuts.initLabelValues(each.name().toLowerCase(Locale.ROOT));
    }
    admissionSeconds =
        bytes(
            registry,
            "meridian_http_admission_wait_seconds_total",
            "Time that requests waited until their bodies could be held.");
  }

  private static Counter bytes(PrometheusRegistry registry, String name, String help) {
    return Counter.builder().name(name).help(help).labelNames("handler").register(registry);
  }

  void begun(String handler, String method) {
    inFlight.labelValues(handler, method).inc();
  }

  void answered(String handler, String method, int status, double elapsedSeconds) {
    String code = Integer.toString(status);
    inFlight.labelValues(handler, method).dec();
    requests.labelValues(code, handler, method).inc();
    seconds.labelValues(code, handler, method).observe(elapsedSeconds);
  }

  void tookIn(String handler, long bytes, double waitedSeconds) {
    requestBytes.labelValues(handler).inc(bytes);
    admissionSeconds.labelValues(handler).inc(waitedSeconds);
  }

  void sent(String handler, long bytes) {
    responseBytes.labelValues(handler).inc(bytes);
  }

  void connections(int open) {
    connections.set(open);
  }

  void cut(Cut reason) {
    cuts.labelValues(reason.name().toLowerCase(Locale.ROOT)).inc();
  }
}
