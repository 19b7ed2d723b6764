package io.meridian.service.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.service.budget.ByteBudget;
import io.meridian.service.http.EventLoops;
import io.meridian.service.http.HttpMetrics;
import io.meridian.service.http.HttpServer;
import io.meridian.service.http.HttpSettings;
import io.meridian.service.http.ListenAddress;
import io.meridian.service.http.Response;
import io.meridian.service.http.Route;
import io.meridian.service.lifecycle.Readiness;
import io.meridian.service.reload.Reload;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class OperationRoutesTest {
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Readiness readiness = new Readiness();
  private final Reload reload = new Reload(registry);
  private final EventLoops loops = EventLoops.ofMachine();
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicBoolean busy = new AtomicBoolean(true);
  private final Semaphore spinning = new Semaphore(0);
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    List<Route> routes = new ArrayList<>();
    routes.add(Route.get("/busy", _ -> spin()));
    routes.addAll(new OperationRoutes(readiness, registry, reload, () -> "a: 1").routes());
    HttpSettings settings =
        HttpSettings.plain(
            "test", new ListenAddress("127.0.0.1", 0), new ByteBudget("bodies", 1 << 20, 1));
    server = new HttpServer(loops, settings, routes, new HttpMetrics(registry));
    server.start();
  }

  /** Holds a carrier of virtual threads without ever letting go. */
  private Response spin() {
    spinning.release();
    while (busy.get()) {
      Thread.onSpinWait();
    }
    return Response.empty(204);
  }

  @AfterEach
  void stop() throws Exception {
    busy.set(false);
    client.close();
    server.drain(Duration.ofSeconds(1));
    server.stop();
    loops.stop();
  }

  private HttpResponse<String> send(String method, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
  }

  @Test
  void saysWhyItIsNotReady() throws Exception {
    assertThat(send("GET", "/-/ready").statusCode()).isEqualTo(200);

    readiness.not("ring", "no endpoint answers");
    HttpResponse<String> reply = send("GET", "/-/ready");

    assertThat(reply.statusCode()).isEqualTo(503);
    assertThat(reply.body()).contains("ring: no endpoint answers");
    assertThat(send("GET", "/-/healthy").statusCode()).isEqualTo(200);
  }

  @Test
  void givesTextToScrapersThatWouldRatherHaveProtobuf() throws Exception {
    String accept =
        "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,"
            + "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.4,*/*;q=0.1";

    HttpResponse<String> reply = send("GET", "/metrics", "Accept", accept);

    assertThat(reply.statusCode()).isEqualTo(200);
    assertThat(reply.body()).endsWith("# EOF\n");
  }

  @Test
  void givesMetricsInBothFormats() throws Exception {
    assertThat(send("GET", "/metrics").headers().firstValue("content-type").orElse(""))
        .startsWith("text/plain; version=0.0.4");

    HttpResponse<String> reply =
        send("GET", "/metrics", "Accept", "application/openmetrics-text; version=1.0.0");

    assertThat(reply.headers().firstValue("content-type").orElse(""))
        .startsWith("application/openmetrics-text");
    assertThat(reply.body()).contains("http_requests_total").endsWith("# EOF\n");
  }

  @Test
  void saysWhatIsWrongWithANewConfiguration() throws Exception {
    assertThat(send("POST", "/-/reload").statusCode()).isEqualTo(200);
    reload.add(() -> {
      throw new IllegalArgumentException("a.yaml line 1: unknown key");
    });

    HttpResponse<String> reply = send("PUT", "/-/reload");

    assertThat(reply.statusCode()).isEqualTo(500);
    assertThat(reply.body()).contains("a.yaml line 1: unknown key");
    assertThat(send("GET", "/metrics").body())
        .contains("meridian_config_last_reload_successful 0.0");
  }

  @Test
  void looksIntoTheProcess() throws Exception {
    assertThat(send("GET", "/debug/threads").body()).contains("OperationRoutesTest");
    assertThat(send("GET", "/debug/config").body()).isEqualTo("a: 1\n");
    assertThat(send("GET", "/debug/flightrecording?seconds=0.05").body()).startsWith("FLR");
    assertThat(send("GET", "/debug/flightrecording?seconds=1e9").statusCode()).isEqualTo(400);
  }

  @Test
  void answersWhileHandlersHaveAllProcessors() throws Exception {
    int processors = Runtime.getRuntime().availableProcessors();
    List<CompletableFuture<?>> saturating = new ArrayList<>();
    for (int i = 0; i < 4 * processors; i++) {
      URI uri = URI.create("http://127.0.0.1:" + server.port() + "/busy");
      saturating.add(
          client.sendAsync(
              HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding()));
    }
    assertThat(spinning.tryAcquire(processors, 60, TimeUnit.SECONDS)).isTrue();

    for (int i = 0; i < 15; i++) {
      assertThat(send("GET", i % 2 == 0 ? "/metrics" : "/-/healthy").statusCode()).isEqualTo(200);
    }

    assertThat(saturating).as("still have them").noneMatch(CompletableFuture::isDone);
    busy.set(false);
    for (CompletableFuture<?> each : saturating) {
      each.get();
    }
  }
}
