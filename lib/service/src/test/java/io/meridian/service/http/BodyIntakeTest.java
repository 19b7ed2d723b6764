package io.meridian.service.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.service.budget.ByteBudget;
import io.meridian.testkit.Seed;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How bodies come in, from clients of every kind. */
final class BodyIntakeTest {
  private static final String HEAD = "POST / HTTP/1.1\r\nHost: a\r\n";
  private static final long LIMIT = 1 << 20;

  /** Limits that cut within the time of a test. */
  private static final HttpLimits STRICT =
      new HttpLimits(
          100,
          Duration.ofMillis(800),
          Duration.ofMillis(800),
          Duration.ofMillis(800),
          Duration.ofMillis(800),
          1 << 20,
          Duration.ofMillis(800));

  @RegisterExtension final Seed seed = new Seed();

  /** Answers with the checksum of what came. */
  private static Route summing() {
    return Route.post("/", request -> Response.text(200, sum(request.body().copy())))
        .withMaxBody(LIMIT);
  }

  private static String sum(byte[] bytes) {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    return bytes.length + " " + sum.getValue();
  }

  private static ByteBudget memory(long bytes) {
    return new ByteBudget("bodies", bytes, 10);
  }

  private static byte[] random(RandomGenerator random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return bytes;
  }

  @Test
  void takesBodiesOfAnySizeInAnyPieces() throws Exception {
    RandomGenerator random = seed.random();
    try (RunningServer server = new RunningServer(summing());
        RawClient client = server.connect()) {
      for (int size : List.of(0, 1, 65_535, 65_536, 65_537, 300_000, (int) LIMIT)) {
        byte[] body = random(random, size);

        assertThat(client.post("/", body).text().strip()).isEqualTo(sum(body));

        client.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n");
        for (int at = 0; at < size; ) {
          int some = Math.min(size - at, 1 + random.nextInt(40_000));
          client.send(Integer.toHexString(some) + "\r\n");
          client.send(java.util.Arrays.copyOfRange(body, at, at + some)).send("\r\n");
          at += some;
        }
        assertThat(client.send("0\r\n\r\n").reply().text().strip()).isEqualTo(sum(body));
      }
      server.awaitHeld(0);
    }
  }

  /** Their arrays go from one to the next, also those of clients that leave in the middle. */
  @Test
  void keepsBodiesApartThatComeBesideEachOther() throws Exception {
    int clients = 8;
    try (RunningServer server = new RunningServer(summing());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> sending = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        RandomGenerator random = new SplittableRandom(seed.value() + i);
        sending.add(
            threads.submit(() -> {
              for (int round = 0; round < 30; round++) {
                try (RawClient client = server.connect()) {
                  sendBodies(client, random);
                }
              }
              return null;
            }));
      }
      for (Future<?> each : sending) {
        each.get();
      }
      server.awaitHeld(0);
    }
  }

  private static void sendBodies(RawClient client, RandomGenerator random) throws IOException {
    for (int i = 0; i < 4; i++) {
      byte[] body = random(random, 1 + random.nextInt(200_000));
      assertThat(client.post("/", body).text().strip()).isEqualTo(sum(body));
    }
    byte[] part = random(random, random.nextInt(100_000));
    client.send(HEAD + "Content-Length: 100000\r\n\r\n").send(part);
  }

  @Test
  void refusesTooLargeBodiesBeforeTheyAreSent() throws Exception {
    try (RunningServer server = new RunningServer(RunningServer.PATIENT, memory(1), summing());
        RawClient client = server.connect()) {
      RawClient.Reply reply =
          client.send(HEAD + "Content-Length: " + (LIMIT + 1) + "\r\n\r\n").reply();

      assertThat(reply.status()).isEqualTo(413);
      assertThat(reply.text()).contains("1048576 bytes").contains("raise the limit");
      assertThat(reply.headers()).containsEntry("connection", "close");
    }
  }

  @Test
  void refusesChunkedBodiesWhenTheyGetTooLarge() throws Exception {
    byte[] piece = new byte[64 << 10];
    try (RunningServer server = new RunningServer(summing());
        RawClient client = server.connect()) {
      client.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n");
      for (int sent = 0; sent < 4 * LIMIT; sent += piece.length) {
        client.send("10000\r\n").send(piece).send("\r\n");
      }
      RawClient.Reply reply = client.send("0\r\n\r\n").reply();

      assertThat(reply.status()).isEqualTo(413);
      assertThat(client.isClosedSilently()).isTrue();
      server.awaitHeld(0);
    }
  }

  /** The end is there before the handler's thread can see that the body is too large. */
  @Test
  void refusesChunkedBodiesThatEndAtOnceWhenTheyAreTooLarge() throws Exception {
    Route narrow = summing().withMaxBody(10);
    try (RunningServer server = new RunningServer(narrow)) {
      for (int i = 0; i < 200; i++) {
        try (RawClient client = server.connect()) {
          String chunk = "8\r\n12345678\r\n";
          client.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(3) + "0\r\n\r\n");

          assertThat(client.reply().status()).isEqualTo(413);
          assertThat(client.isClosedSilently()).isTrue();
        }
      }
      server.awaitHeld(0);
    }
  }

  @Test
  void holdsWhatCameNotWhatWasAnnounced() throws Exception {
    try (RunningServer server =
            new RunningServer(STRICT, memory(64 << 10), summing().withMaxBody(1L << 40));
        RawClient client = server.connect()) {
      client.send(HEAD + "Content-Length: 1073741824\r\n\r\n").send(new byte[1000]);

      assertThat(client.isClosedSilently()).isTrue();
      server.awaitHeld(0);
      assertThat(server.metric("meridian_http_connections_cut_total{reason=\"slow_body\"}"))
          .isEqualTo("1.0");
    }
  }

  @Test
  void cutsThoseWhoSendByteByByte() throws Exception {
    try (RunningServer server = new RunningServer(STRICT, memory(1 << 20), summing());
        RawClient client = server.connect()) {
      client.send(HEAD + "Content-Length: 100000\r\n\r\n");
      CompletableFuture<Integer> dripping = CompletableFuture.supplyAsync(() -> drip(client));

      assertThat(dripping.get(20, TimeUnit.SECONDS)).isLessThan(100_000);
      server.awaitHeld(0);
    }
  }

  /** Sends single bytes until the server has closed; how many. */
  private static int drip(RawClient client) {
    int sent = 0;
    try {
      while (sent < 99_999) {
        client.send("x");
        sent++;
        java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
      }
    } catch (IOException e) {
      return sent;
    }
    return Integer.MAX_VALUE;
  }

  @Test
  void givesMemoryBackWhenTheClientLeaves() throws Exception {
    CompletableFuture<Throwable> seen = new CompletableFuture<>();
    Route reading =
        Route.post(
            "/",
            request -> {
              try {
                request.body();
                seen.complete(new AssertionError("a body that never came"));
              } catch (BodyUnfinishedException e) {
                seen.complete(e);
                throw e;
              }
              return Response.empty(200);
            });
    try (RunningServer server = new RunningServer(reading)) {
      try (RawClient client = server.connect()) {
        client.send(HEAD + "Content-Length: 100000\r\n\r\n").send(new byte[70_000]);
        server.awaitHeld(1 << 17); // its array, which others have after it
      }
      assertThat(seen.get(20, TimeUnit.SECONDS))
          .isInstanceOf(BodyUnfinishedException.class)
          .hasMessageContaining("the client left after");
      server.awaitHeld(0);
    }
  }

  @Test
  void pausesUntilMemoryIsGranted() throws Exception {
    ByteBudget memory = memory(2 << 20);
    byte[] body = random(seed.random(), 1 << 20);
    try (RunningServer server = new RunningServer(RunningServer.PATIENT, memory, summing());
        RawClient client = server.connect()) {
      CompletableFuture<RawClient.Reply> reply;
      try (ByteBudget.Grant other = memory.acquire((2 << 20) - (64 << 10), Duration.ZERO)) {
        reply = CompletableFuture.supplyAsync(() -> posted(client, body));
        while (memory.usage().waiting() == 0) {
          Thread.onSpinWait();
        }
        assertThat(memory.usage().held()).isEqualTo(2 << 20);
        assertThat(reply).isNotDone();
        assertThat(other.bytes()).isPositive();
      }

      assertThat(reply.get(20, TimeUnit.SECONDS).text().strip()).isEqualTo(sum(body));
    }
  }

  private static RawClient.Reply posted(RawClient client, byte[] body) {
    try {
      return client.post("/", body);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void answers503WhenNoMemoryIsGranted() throws Exception {
    ByteBudget memory = new ByteBudget("bodies", 1 << 20, 0);
    try (RunningServer server = new RunningServer(STRICT, memory, summing());
        RawClient client = server.connect();
        ByteBudget.Grant other = memory.acquire(1 << 20, Duration.ZERO)) {
      assertThat(other.bytes()).isPositive();
      RawClient.Reply reply = client.post("/", new byte[200_000]);

      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.headers()).containsKey("retry-after");
      assertThat(client.isClosedSilently()).isTrue();
    }
  }

  @Test
  void letsTheClientGoOnOnlyWhenItIsAdmitted() throws Exception {
    try (RunningServer server =
            new RunningServer(
                summing(), Route.post("/no", _ -> Response.text(401, "who are you?")));
        RawClient client = server.connect()) {
      String expecting = "Host: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";

      assertThat(client.send("POST / HTTP/1.1\r\n" + expecting).head().status()).isEqualTo(100);
      assertThat(client.send("ab").reply().text().strip()).isEqualTo(sum("ab".getBytes(UTF_8)));

      assertThat(client.send("POST /no HTTP/1.1\r\n" + expecting).reply().status()).isEqualTo(401);
    }
  }

  @Test
  void cutsConnectionsWhoseHeadDoesNotCome() throws Exception {
    Route ok = Route.get("/", _ -> Response.text(200, "ok"));
    try (RunningServer server = new RunningServer(STRICT, memory(1), ok);
        RawClient silent = server.connect();
        RawClient begun = server.connect();
        RawClient used = server.connect()) {
      begun.send("GET / HTTP/1.1\r\nHost: ");
      assertThat(used.get("/").text()).isEqualTo("ok\n");

      assertThat(silent.isClosedSilently()).isTrue();
      assertThat(begun.isClosedSilently()).isTrue();
      assertThat(used.isClosedSilently()).isTrue();
      assertThat(server.metric("meridian_http_connections_cut_total{reason=\"overdue\"}"))
          .isEqualTo("3.0");
    }
  }

  /** A request may begin before the thread of the one before it knows that it has ended. */
  @Test
  void doesNotTakeALongRequestForAnIdleConnection() throws Exception {
    CountDownLatch overdue = new CountDownLatch(1);
    Route slow =
        Route.get(
            "/slow",
            _ -> {
              overdue.await();
              return Response.text(200, "slow");
            });
    Route quick = Route.get("/", _ -> Response.text(200, "ok"));
    try (RunningServer server = new RunningServer(STRICT, memory(1), quick, slow);
        RawClient client = server.connect();
        RawClient idle = server.connect()) {
      String get = " HTTP/1.1\r\nHost: a\r\n\r\n";
      client.send(("GET /" + get).repeat(20) + "GET /slow" + get);
      for (int i = 0; i < 20; i++) {
        assertThat(client.reply().text()).isEqualTo("ok\n");
      }
      assertThat(idle.get("/").status()).isEqualTo(200);
      assertThat(idle.isClosedSilently()).isTrue();

      overdue.countDown();

      assertThat(client.reply().text()).isEqualTo("slow\n");
    }
  }

  @Test
  void closesConnectionsBeyondTheLimit() throws Exception {
    HttpLimits two =
        new HttpLimits(
            2,
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            1,
            Duration.ofMinutes(1));
    Route ok = Route.get("/", _ -> Response.text(200, "ok"));
    try (RunningServer server = new RunningServer(two, memory(1), ok);
        RawClient first = server.connect();
        RawClient second = server.connect()) {
      assertThat(first.get("/").status()).isEqualTo(200);
      assertThat(second.get("/").status()).isEqualTo(200);
      try (RawClient third = server.connect()) {
        assertThat(third.isClosedSilently()).isTrue();
      }
      assertThat(first.get("/").status()).isEqualTo(200);
    }
  }

  @Test
  void cutsThoseWhoTakeNothingOfTheirAnswer() throws Exception {
    byte[] large = new byte[32 << 20];
    Route route = Route.get("/", _ -> Response.of(200, "application/octet-stream", large));
    try (RunningServer server = new RunningServer(STRICT, memory(1), route);
        RawClient client = new RawClient(server.server.port(), 4096)) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

      while (server
          .metric("meridian_http_connections_cut_total{reason=\"stalled_answer\"}")
          .equals("0.0")) {
        Thread.onSpinWait();
      }
      assertThat(server.server.openConnections()).isLessThanOrEqualTo(1);
    }
  }

  /** Something of the answer is taken long before its client counts as stalled, again and again. */
  @Test
  void cutsThoseWhoTakeTheirAnswerTooSlowly() throws Exception {
    HttpLimits fast =
        new HttpLimits(
            100,
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            1L << 40,
            Duration.ofSeconds(2));
    byte[] large = new byte[256 << 20];
    Route route = Route.get("/", _ -> Response.of(200, "application/octet-stream", large));
    try (RunningServer server = new RunningServer(fast, memory(1), route);
        RawClient client = server.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      byte[] some = new byte[256 << 10];
      long taken = 0;
      for (int count = client.take(some); count >= 0; count = client.take(some)) {
        taken += count;
        Thread.sleep(20);
      }

      assertThat(taken).isLessThan(large.length);
      assertThat(server.metric("meridian_http_connections_cut_total{reason=\"stalled_answer\"}"))
          .isEqualTo("1.0");
    }
  }

  @Test
  void keepsHalfOfItsMemoryForThoseWhoSendWhatTheyAnnounce() throws Exception {
    int clients = 40;
    ByteBudget memory = memory(16 << 20);
    List<RawClient> open = new ArrayList<>();
    try (RunningServer server = new RunningServer(RunningServer.PATIENT, memory, summing())) {
      for (int i = 0; i < clients; i++) {
        long before = memory.usage().held();
        open.add(server.connect().send(HEAD + "Content-Length: " + LIMIT + "\r\n\r\nx"));
        while (memory.usage().held() == before) {
          Thread.onSpinWait();
        }
      }
      assertThat(memory.usage().held()).isLessThan((8 << 20) + clients * (64 << 10));

      try (RawClient sender = server.connect()) {
        byte[] body = random(seed.random(), (int) LIMIT);
        assertThat(sender.post("/", body).text().strip()).isEqualTo(sum(body));
      }
    } finally {
      for (RawClient each : open) {
        each.close();
      }
    }
  }
}
