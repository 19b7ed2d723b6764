package io.meridian.service.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.CorruptDataException;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.LimitExceededException;
import io.meridian.model.OverloadedException;
import io.meridian.service.budget.ByteBudget;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

final class HttpServerTest {
  private static final String LONG = "0123456789".repeat(20_000);

  private static RunningServer serving(Route... routes) throws Exception {
    return new RunningServer(routes);
  }

  @Test
  void answersWithWhatTheHandlerGives() throws Exception {
    try (RunningServer server =
            serving(
                Route.get(
                    "/label/{name}/values",
                    request ->
                        Response.text(
                                200,
                                request.path()
                                    + " "
                                    + request.pathParameter("name").orElseThrow()
                                    + " "
                                    + request.query().all("m")
                                    + " "
                                    + Thread.currentThread().isVirtual())
                            .with("X-Kind", "a")));
        RawClient client = server.connect()) {
      RawClient.Reply reply = client.get("/label/a%2Fb+c/values?m=1&m=%7B%7D");

      assertThat(reply.status()).isEqualTo(200);
      assertThat(reply.text()).isEqualTo("/label/a/b+c/values a/b+c [1, {}] true\n");
      assertThat(reply.headers()).containsEntry("x-kind", "a").containsKey("date");
    }
  }

  @Test
  void answersHeadWithoutABody() throws Exception {
    try (RunningServer server = serving(Route.get("/a", _ -> Response.text(200, "four")));
        RawClient client = server.connect()) {
      RawClient.Reply head = client.send("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\n").head();

      assertThat(head.headers()).containsEntry("content-length", "5");
      assertThat(client.get("/a").text()).isEqualTo("four\n");
    }
  }

  @Test
  void saysWhatIsThereInstead() throws Exception {
    try (RunningServer server = serving(Route.post("/api/v1/receive", _ -> Response.empty(200)));
        RawClient client = server.connect()) {
      RawClient.Reply missing = client.get("/api/v1/recieve");
      assertThat(missing.status()).isEqualTo(404);
      assertThat(missing.text()).contains("did you mean /api/v1/receive?");

      RawClient.Reply wrong = client.get("/api/v1/receive");
      assertThat(wrong.status()).isEqualTo(405);
      assertThat(wrong.headers()).containsEntry("allow", "POST, OPTIONS");

      assertThat(
              client.send("OPTIONS /api/v1/receive HTTP/1.1\r\nHost: a\r\n\r\n").reply().status())
          .isEqualTo(204);
      assertThat(client.send("BREW / HTTP/1.1\r\nHost: a\r\n\r\n").reply().status()).isEqualTo(501);
    }
  }

  @Test
  void refusesWhatIsNoRequest() throws Exception {
    try (RunningServer server = serving(Route.get("/", _ -> Response.empty(200)))) {
      for (List<String> each :
          List.of(
              List.of("GET / HTTP/1.1\r\nA b\r\n\r\n", "400"),
              List.of("\u0016\u0003\u0001 nonsense\r\n\r\n", "400"),
              List.of("GET /" + LONG + " HTTP/1.1\r\n\r\n", "414"),
              List.of("GET / HTTP/1.1\r\nA: " + LONG + "\r\n\r\n", "431"),
              List.of("GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", "400"),
              List.of("GET /?a=%zz HTTP/1.1\r\nHost: a\r\n\r\n", "400"))) {
        try (RawClient client = server.connect()) {
          assertThat(client.send(each.get(0)).reply().status())
              .as(each.get(0).substring(0, 12))
              .isEqualTo(Integer.parseInt(each.get(1)));
        }
      }
    }
  }

  @Test
  void makesStatusesOfFailures() throws Exception {
    try (RunningServer server =
            serving(
                failing("/invalid", new InvalidRequestException("the matcher is wrong")),
                failing("/limit", new LimitExceededException("series", 1, 2, "series")),
                failing("/overload", new OverloadedException("full")),
                failing("/damage", new CorruptDataException("block 1", 7, "no checksum")),
                failing("/bug", new IllegalStateException("secret inner state")));
        RawClient client = server.connect()) {
      RawClient.Reply invalid = client.get("/invalid");
      assertThat(invalid.status()).isEqualTo(400);
      assertThat(invalid.text()).isEqualTo("the matcher is wrong\n");

      assertThat(client.get("/limit").status()).isEqualTo(429);
      RawClient.Reply overload = client.get("/overload");
      assertThat(overload.status()).isEqualTo(503);
      assertThat(overload.headers()).containsEntry("retry-after", "5");
      assertThat(client.get("/damage").text()).contains("block 1 at offset 7");

      RawClient.Reply bug = client.get("/bug", "X-Request-Id: r-1");
      assertThat(bug.status()).isEqualTo(500);
      assertThat(bug.text()).contains("r-1").doesNotContain("secret");
    }
  }

  private static Route failing(String path, RuntimeException failure) {
    return Route.get(
        path,
        _ -> {
          throw failure;
        });
  }

  @Test
  void namesEachRequest() throws Exception {
    try (RunningServer server =
            serving(Route.get("/", request -> Response.text(200, request.id())));
        RawClient client = server.connect()) {
      RawClient.Reply given = client.get("/", "X-Request-Id: mine-1");
      assertThat(given.text()).isEqualTo("mine-1\n");
      assertThat(given.headers()).containsEntry("x-request-id", "mine-1");

      RawClient.Reply made = client.get("/", "X-Request-Id: two words");
      assertThat(made.text()).matches("[0-9a-f]{16}\n");
    }
  }

  @Test
  void compressesForThoseWhoTakeIt() throws Exception {
    byte[] whole = LONG.getBytes(UTF_8);
    try (RunningServer server =
            serving(
                Route.get("/whole", _ -> Response.text(200, LONG)),
                Route.get("/binary", _ -> Response.of(200, "application/octet-stream", whole)),
                Route.get(
                    "/stream", _ -> Response.stream(200, "text/plain", o -> o.write(whole))));
        RawClient client = server.connect()) {
      for (String path : List.of("/whole", "/stream")) {
        RawClient.Reply zipped = client.get(path, "Accept-Encoding: deflate, gzip;q=0.5");
        assertThat(zipped.headers()).containsEntry("content-encoding", "gzip");
        assertThat(zipped.bytes().length).isLessThan(whole.length / 10);
        assertThat(unzipped(zipped.bytes()).strip()).isEqualTo(LONG);

        RawClient.Reply plain = client.get(path, "Accept-Encoding: gzip;q=0, *");
        assertThat(plain.headers()).doesNotContainKey("content-encoding");
        assertThat(plain.text().strip()).isEqualTo(LONG);
      }
      assertThat(client.get("/binary", "Accept-Encoding: gzip").bytes()).isEqualTo(whole);
    }
  }

  private static String unzipped(byte[] bytes) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  @Test
  void answersPipelinedRequestsInOrder() throws Exception {
    try (RunningServer server =
            serving(
                Route.get("/{n}", r -> Response.text(200, r.pathParameter("n").orElseThrow())));
        RawClient client = server.connect()) {
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 20; i++) {
        all.append("GET /").append(i).append(" HTTP/1.1\r\nHost: a\r\n\r\n");
      }
      client.send(all.toString());

      for (int i = 0; i < 20; i++) {
        assertThat(client.reply().text()).isEqualTo(i + "\n");
      }
    }
  }

  @Test
  void streamsToOldClientsUntilTheConnectionEnds() throws Exception {
    try (RunningServer server =
            serving(Route.get("/", _ -> Response.stream(200, "text/plain", o -> o.write('x'))));
        RawClient client = server.connect()) {
      assertThat(client.send("GET / HTTP/1.0\r\n\r\n").head().status()).isEqualTo(200);
      assertThat(client.exactly(1)).containsExactly('x');
      assertThat(client.isClosedSilently()).isTrue();
    }
  }

  @Test
  void cutsAStreamThatFails() throws Exception {
    try (RunningServer server =
            serving(
                Route.get(
                    "/",
                    _ ->
                        Response.stream(
                            200,
                            "text/plain",
                            out -> {
                              out.write('x');
                              out.flush();
                              throw new IOException("the disk is gone");
                            })));
        RawClient client = server.connect()) {
      assertThatThrownBy(() -> client.get("/")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void tellsHandlersOnceWhenARequestIsOverHoweverItWent() throws Exception {
    Semaphore over = new Semaphore(0);
    byte[] large = new byte[1 << 20];
    try (RunningServer server =
            serving(
                Route.get(
                    "/{how}",
                    request -> {
                      request.whenOver(over::release);
                      assertThat(over.availablePermits()).isZero();
                      return switch (request.pathParameter("how").orElseThrow()) {
                        case "short" -> Response.text(200, "ok");
                        case "long" -> Response.of(200, "application/octet-stream", large);
                        default -> throw new IllegalStateException("wanted");
                      };
                    }));
        RawClient client = server.connect()) {
      for (String how : List.of("short", "long", "failing")) {
        client.get("/" + how);
        assertThat(over.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
      }
    }
    assertThat(over.availablePermits()).isZero();
  }

  @Test
  void tellsHandlersWhenTheClientLeaves() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    Route waiting =
        Route.get(
            "/",
            request -> {
              request.whenGone(gone::countDown);
              begun.countDown();
              gone.await();
              return Response.empty(204);
            });
    try (RunningServer server = serving(waiting)) {
      try (RawClient client = server.connect()) {
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        begun.await();
      }
      assertThat(gone.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void listensOnAllAddresses() throws Exception {
    EventLoops loops = EventLoops.ofMachine();
    HttpServer server =
        new HttpServer(
            loops,
            HttpSettings.plain(
                "test", ListenAddress.parse("a", ":0"), new ByteBudget("bodies", 1, 1)),
            List.of(Route.get("/", _ -> Response.text(200, "ok"))),
            new HttpMetrics(new PrometheusRegistry()));
    server.start();
    try (RawClient client = new RawClient(server.port())) {
      assertThat(client.get("/").text()).isEqualTo("ok\n");
    }
    server.stop();
    loops.stop();
  }

  @Test
  void countsRequestsAsThanosDoes() throws Exception {
    try (RunningServer server =
            serving(Route.get("/a", _ -> Response.empty(204)).named("receive"));
        RawClient client = server.connect();
        RawClient other = server.connect()) {
      client.get("/a");
      client.get("/a");
      client.get("/b");

      assertThat(
              server.metric("http_requests_total{code=\"204\",handler=\"receive\",method=\"get\"}"))
          .isIn("1.0", "2.0");
      assertThat(server.metric("meridian_http_connections")).isEqualTo("2.0");
      other.get("/a");
    }
  }

  @Test
  void refusesTwoRoutesForOnePath() {
    Route one = Route.get("/a", _ -> Response.empty(200));

    assertThatThrownBy(() -> new RouteTable(List.of(one, one))).hasMessageContaining("GET /a");
  }

  @Test
  void saysWhichAddressIsTaken() throws Exception {
    try (RunningServer server = serving()) {
      ListenAddress taken = new ListenAddress("127.0.0.1", server.server.port());
      EventLoops loops = EventLoops.ofMachine();
      HttpServer second =
          new HttpServer(
              loops,
              HttpSettings.plain("second", taken, server.memory),
              List.of(),
              new HttpMetrics(new PrometheusRegistry()));

      assertThatThrownBy(second::start)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("second cannot listen on " + taken);
      loops.stop();
    }
  }
}
