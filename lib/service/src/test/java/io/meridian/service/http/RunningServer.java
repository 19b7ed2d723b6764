package io.meridian.service.http;

import io.meridian.service.budget.ByteBudget;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** A server on loopback with the routes of a test. */
final class RunningServer implements AutoCloseable {
  static final HttpLimits PATIENT = HttpLimits.DEFAULT;

  final ByteBudget memory;
  final HttpServer server;
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final EventLoops loops = EventLoops.ofMachine();

  RunningServer(Route... routes) throws IOException, InterruptedException {
    this(PATIENT, new ByteBudget("bodies", 64 << 20, 10), routes);
  }

  RunningServer(HttpLimits limits, ByteBudget memory, Route... routes)
      throws IOException, InterruptedException {
    this.memory = memory;
    HttpSettings settings =
        HttpSettings.plain("test", new ListenAddress("127.0.0.1", 0), memory).with(limits);
    server = new HttpServer(loops, settings, List.of(routes), new HttpMetrics(registry));
    server.start();
  }

  RawClient connect() throws IOException {
    return new RawClient(server.port());
  }

  /** Waits until bodies hold so much. */
  void awaitHeld(long bytes) {
    while (memory.usage().held() != bytes) {
      Thread.onSpinWait();
    }
  }

  /** The line of a metric with its labels, less its name. */
  String metric(String nameAndLabels) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(out, registry.scrape());
    return out.toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.startsWith(nameAndLabels + " "))
        .map(line -> line.substring(nameAndLabels.length() + 1))
        .findFirst()
        .orElse("absent");
  }

  @Override
  public void close() throws IOException {
    try {
      server.drain(Duration.ZERO);
      server.stop();
      loops.stop();
    } catch (InterruptedException e) {
      throw new IOException("interrupted while the server stopped", e);
    }
  }
}
