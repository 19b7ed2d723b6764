package io.meridian.service.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ServiceDescriptor;
import io.meridian.config.ConfigException;
import io.meridian.config.ConfigFile;
import io.meridian.service.budget.ByteBudget;
import io.meridian.service.grpc.RawMethod;
import io.meridian.service.grpc.RawService;
import io.meridian.service.grpc.RpcChannel;
import io.meridian.service.grpc.RpcServer;
import io.meridian.service.grpc.WireMessage;
import io.meridian.service.http.EventLoops;
import io.meridian.service.http.HttpLimits;
import io.meridian.service.http.HttpMetrics;
import io.meridian.service.http.HttpServer;
import io.meridian.service.http.HttpSettings;
import io.meridian.service.http.ListenAddress;
import io.meridian.service.http.Response;
import io.meridian.service.http.Route;
import io.meridian.service.http.Route.Lane;
import io.meridian.service.trace.Collector.Seen;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Traces as a collector gets them. */
@Timeout(120)
final class TracingTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CALLER = "00f067aa0ba902b7";

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private Collector collector;

  @BeforeEach
  void collect() throws Exception {
    collector = new Collector();
  }

  @AfterEach
  void close() throws Exception {
    collector.stop();
  }

  private Tracing open(String yaml) {
    return Tracing.of(
        TracingConfig.read(ConfigFile.of("--tracing.config", yaml)).value(), "receiver", registry);
  }

  private Tracing overGrpc(String more) {
    return open(
        "type: OTLP\nconfig: {client_type: grpc, insecure: true, endpoint: '%s'%s}"
            .formatted(collector.grpcAddress(), more));
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as("waited too long").isNegative();
      LockSupport.parkNanos(10_000_000);
    }
  }

  private static Optional<String> traceparent(String header, String flags) {
    return header.equals("traceparent")
        ? Optional.of("00-%s-%s-%s".formatted(TRACE, CALLER, flags))
        : Optional.empty();
  }

  @Test
  void followsARequestThroughHttpAndGrpcAndTheirThreads() throws Exception {
    var method = RawMethod.unary("test.Echo/Echo");
    ServiceDescriptor echo = ServiceDescriptor.newBuilder("test.Echo").addMethod(method).build();
    EventLoops loops = EventLoops.ofMachine();
    try (Tracing tracing = overGrpc(", service_name: shop, resource_attributes: {zone: b}");
        RpcServer rpc =
            RpcServer.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .service(RawService.of(echo).unary(method, (_, request) -> request).definition())
                .tracing(tracing)
                .start();
        RpcChannel channel = RpcChannel.to("127.0.0.1:" + rpc.port()).open()) {
      Route route =
          Route.get(
              "/api/{name}",
              _ -> {
                Thread.ofVirtual()
                    .start(() -> channel.call(method, "t", WireMessage.EMPTY, PATIENCE))
                    .join();
                return Response.text(503, "no");
              });
      HttpServer http =
          new HttpServer(
              loops,
              new HttpSettings(
                  "test",
                  new ListenAddress("127.0.0.1", 0),
                  HttpLimits.DEFAULT,
                  new ByteBudget("bodies", 1 << 20, 1),
                  Optional.empty(),
                  tracing),
              List.of(route, Route.get("/-/x", _ -> Response.text(200, "")).in(Lane.OPERATION)),
              new HttpMetrics(registry));
      http.start();
      try (HttpClient client = HttpClient.newHttpClient()) {
        URI at = URI.create("http://127.0.0.1:" + http.port());
        client.send(HttpRequest.newBuilder(at.resolve("/-/x")).build(), BodyHandlers.ofString());
        HttpResponse<String> answer =
            client.send(
                HttpRequest.newBuilder(at.resolve("/api/seven"))
                    .header("traceparent", traceparent("traceparent", "01").orElseThrow())
                    .build(),
                BodyHandlers.ofString());

        assertThat(answer.headers().firstValue("X-Request-Id")).contains(TRACE);
        await(() -> collector.spans().size() >= 3);
      } finally {
        http.drain(Duration.ZERO);
        http.stop();
        loops.stop();
      }
    }
    Seen request = collector.only("GET /api/{name}", 2);
    Seen asked = collector.only("test.Echo/Echo", 3);
    Seen served = collector.only("test.Echo/Echo", 2);
    assertThat(collector.spans()).hasSize(3);
    assertThat(request.parent()).isEqualTo(CALLER);
    assertThat(asked.parent()).isEqualTo(request.id());
    assertThat(served.parent()).isEqualTo(asked.id());
    assertThat(collector.spans()).allMatch(span -> span.trace().equals(TRACE));
    assertThat(request.code()).as("an answer of 503 is a failure").isEqualTo(2);
    assertThat(served.code()).isZero();
    assertThat(request.facts())
        .containsEntry("service.name", "shop")
        .containsEntry("zone", "b")
        .containsEntry("http.response.status_code", "503")
        .containsEntry("url.path", "/api/seven");
    assertThat(served.facts()).containsEntry("rpc.grpc.status_code", "0");
  }

  @Test
  void sendsTracesByHttpCompressedWithTheHeadersGiven() {
    Tracing tracing =
        open(
            """
            type: otlp
            config:
              client_type: HTTP
              insecure: true
              endpoint: '%s'
              compression: gzip
              headers: {authorization: Bearer abc}
            """
                .formatted(collector.httpAddress()));
    Span span = tracing.serve("work", _ -> Optional.empty());
    span.put("count", 7);

    span.end();
    tracing.close();

    await(() -> collector.spans().size() == 1);
    Seen seen = collector.spans().getFirst();
    assertThat(seen.parent()).isEmpty();
    assertThat(seen.facts())
        .containsEntry("count", "7")
        .containsEntry("service.name", "meridian-receiver");
    assertThat(collector.authorization()).isEqualTo("Bearer abc");
  }

  @ParameterizedTest
  @CsvSource({
    // sampler, its parameter, flags of the caller or "none", whether it is told of
    "alwayssample, '', 00, true",
    "neversample, '', 01, false",
    "parentbasedalwayssample, '', 00, false",
    "ParentBasedAlwaysSample, '', none, true",
    "parentbasedneversample, '', 01, true",
    "parentbasedneversample, '', none, false",
    "traceidratiobased, '0', 01, false",
    "traceidratiobased, '1', none, true",
    "parentbasedtraceidratiobased, '0.0', 01, true",
    "parentbasedtraceidratiobased, '0.0', none, false",
  })
  void tellsOfTheTracesThatTheSamplerChooses(
      String sampler, String parameter, String flags, boolean told) {
    Tracing tracing =
        overGrpc(", sampler_type: %s, sampler_param: '%s'".formatted(sampler, parameter));
    Span chosen =
        tracing.serve(
            "chosen",
            header -> flags.equals("none") ? Optional.empty() : traceparent(header, flags));
    Map<String, String> sent = new HashMap<>();
    chosen.headers(sent::put);

    chosen.end();
    tracing.close();

    assertThat(sent.get("traceparent"))
        .as("goes on whether it is told of or not")
        .matches(
            "00-%s-[0-9a-f]{16}-0%s"
                .formatted(chosen.traceId().orElseThrow(), told ? "[13]" : "[02]"));
    if (told) {
      await(() -> !collector.spans().isEmpty());
    }
    assertThat(collector.spans()).hasSize(told ? 1 : 0);
  }

  @Test
  void countsSpansThatAreSentAndLost() throws IOException {
    Tracing tracing = overGrpc("");
    tracing.serve("work", _ -> Optional.empty()).end();
    ((OtlpTracing) tracing).flush();
    await(() -> metric("meridian_trace_spans_sent_total").equals("1.0"));
    collector.refuse();

    tracing.serve("work", _ -> Optional.empty()).end();
    tracing.serve("work", _ -> Optional.empty()).end();
    ((OtlpTracing) tracing).flush();

    String lost = "meridian_trace_spans_dropped_total{reason=\"%s\"}";
    await(() -> metric(lost.formatted("not_taken")).equals("2.0"));
    assertThat(metric(lost.formatted("queue_full"))).isEqualTo("0.0");
    tracing.close();
  }

  @Test
  void losesAndCountsWhatFindsTheQueueFull() {
    collector.hold();
    Tracing tracing = overGrpc("");

    for (int i = 0; i < 2048 + 512 + 100; i++) {
      tracing.serve("work", _ -> Optional.empty()).end();
    }

    String lost = metric("meridian_trace_spans_dropped_total{reason=\"queue_full\"}");
    assertThat(Double.parseDouble(lost)).isBetween(1.0, 612.0);
    collector.goOn();
    tracing.close();
  }

  private String metric(String nameAndLabels) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(out, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8)
        .lines()
        .filter(line -> line.startsWith(nameAndLabels + " "))
        .map(line -> line.substring(nameAndLabels.length() + 1))
        .findFirst()
        .orElse("absent");
  }

  @Test
  void keepsNoWorkThatIsOver() throws InterruptedException {
    Tracing tracing = overGrpc("");
    Span span = tracing.serve("work", _ -> Optional.empty());
    List<Span> seen = new CopyOnWriteArrayList<>();
    CountDownLatch over = new CountDownLatch(1);
    Thread kept;
    try (var _ = span.enter()) {
      kept =
          Thread.ofVirtual()
              .start(() -> {
                seen.add(Span.current());
                awaitQuietly(over);
                seen.add(Span.current());
              });
      await(() -> !seen.isEmpty());
      span.end();
    }
    over.countDown();
    kept.join();

    assertThat(seen).containsExactly(span, Span.NONE);
    assertThat(Span.current()).isSameAs(Span.NONE);
    tracing.close();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "type: JAEGER | type: is JAEGER | write OTLP",
        "{type: OTLP, config: {client_type: udp}} | client_type | grpc",
        "{type: OTLP, config: {client_type: grpc, endpoint: 'http://x:1'}} | endpoint | host:port",
        "{type: OTLP, config: {client_type: grpc, sampler_type: often}} | sampler_type | neversample",
        "{type: OTLP, config: {client_type: grpc, sampler_type: traceidratiobased, sampler_param: x}}"
            + " | sampler_param | 0.1",
        "{type: OTLP, config: {client_type: grpc, compression: zstd}} | compression | gzip",
        "{type: OTLP, config: {client_type: grpc, tls_config: {insecure_skip_verify: true}}}"
            + " | insecure_skip_verify | ca_file",
        "{type: OTLP, config: {client_type: grpc, endpoit: 'x:1'}} | endpoit | endpoint",
      })
  void saysWhatIsWrongAndWhatToWrite(String yaml, String place, String remedy) {
    assertThatThrownBy(() -> TracingConfig.read(ConfigFile.of("--tracing.config", yaml)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("--tracing.config")
        .hasMessageContaining(place)
        .hasMessageContaining(remedy);
  }

  @Test
  void readsOverWhatNeedsNoKey() {
    var read =
        TracingConfig.read(
            ConfigFile.of(
                "--tracing.config",
                "{type: OTLP, config: {client_type: http, reconnection_period: 3s,"
                    + " retry_config: {retry_enabled: true, retry_max_interval: 9s}}}"));

    assertThat(read.warnings()).hasSize(1).first().asString().contains("reconnection_period");
    assertThat(read.value().url()).isEqualTo("https://localhost:4318/v1/traces");
    assertThat(read.value().retry())
        .contains(new TracingConfig.Retry(Duration.ofSeconds(5), Duration.ofSeconds(9)));
  }
}
