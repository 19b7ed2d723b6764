package io.meridian.querier;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.meridian.api.prometheus.TimeSeries;
import io.meridian.api.thanos.QueryGrpc;
import io.meridian.api.thanos.QueryRangeRequest;
import io.meridian.api.thanos.QueryRangeResponse;
import io.meridian.model.Labels;
import io.meridian.service.grpc.RpcChannel;
import io.meridian.service.http.HttpLimits;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client that stops reading in the middle of a long answer, and what it costs others. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
final class StalledReaderTest {
  private static final int SERIES = 100;
  private static final int STEPS = 10_000;

  /** Of times and values; as text the answer has some more. */
  private static final long RESULT_BYTES = SERIES * STEPS * 16L;

  private TestStore store;

  @BeforeAll
  void start(@TempDir Path folder) {
    TimeSeries[] series =
        IntStream.range(0, SERIES)
            .mapToObj(i -> Given.counting(1, "wide", "i", Integer.toString(i)))
            .toArray(TimeSeries[]::new);
    store = TestStore.in(folder, Labels.of("receive_replica", "r0")).with("acme", series);
  }

  @AfterAll
  void stop() {
    store.close();
  }

  /** A querier that runs one query at a time. */
  private RunningQuerier querier(Duration stall) {
    HttpLimits usual = HttpLimits.DEFAULT;
    HttpLimits limits =
        new HttpLimits(
            usual.connections(),
            usual.firstHead(),
            usual.nextHead(),
            usual.memoryWait(),
            usual.bodyGrace(),
            usual.bodyRate(),
            stall);
    return RunningQuerier.with(limits, "--endpoint=" + store.address(), "--query.max-concurrent=1");
  }

  /** Asks for the long answer and reads its begin. */
  private static Socket stalled(RunningQuerier querier) throws IOException {
    Socket client = new Socket();
    client.setReceiveBufferSize(4096);
    int port = querier.request("/").build().uri().getPort();
    client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    String target =
        "/api/v1/query_range?query=wide&start=%d&end=%d&step=0.029"
            .formatted(Given.NOW / 1000, Given.NOW / 1000 + 290);
    client
        .getOutputStream()
        .write(
            ("GET " + target + " HTTP/1.1\r\nHost: q\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    byte[] begin = client.getInputStream().readNBytes(1000);
    assertThat(new String(begin, StandardCharsets.US_ASCII))
        .startsWith("HTTP/1.1 200 ")
        .contains("{\"status\":\"success\"");
    return client;
  }

  private static double gauge(RunningQuerier querier, String name) {
    return querier.registry().scrape(name::equals).stream()
        .flatMap(metric -> ((GaugeSnapshot) metric).getDataPoints().stream())
        .mapToDouble(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
        .sum();
  }

  private static double held(RunningQuerier querier) {
    return gauge(querier, "meridian_query_memory_bytes");
  }

  private static double cut(RunningQuerier querier) {
    return querier
        .registry()
        .scrape(name -> name.startsWith("meridian_http_connections_cut"))
        .stream()
        .flatMap(metric -> ((CounterSnapshot) metric).getDataPoints().stream())
        .filter(point -> "stalled_answer".equals(point.getLabels().get("reason")))
        .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
        .sum();
  }

  private static void awaitNothingHeld(RunningQuerier querier) {
    while (held(querier) > 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void holdsItsResultAloneInTheMemoryOfQueriesAndNoTurn() throws IOException {
    try (RunningQuerier querier = querier(Duration.ofHours(1))) {
      try (Socket _ = stalled(querier)) {
        assertThat(gauge(querier, "meridian_query_running")).isZero();
        assertThat(held(querier)).isBetween(1.0 * RESULT_BYTES, 1.1 * RESULT_BYTES);

        for (int i = 0; i < 3; i++) {
          assertThat(
                  querier.get("/api/v1/query", "query", "count(wide)", "time", Given.now()).body())
              .contains("\"100\"]");
        }

        assertThat(held(querier)).isBetween(1.0 * RESULT_BYTES, 1.1 * RESULT_BYTES);
      }
      awaitNothingHeld(querier);
      assertThat(cut(querier)).isZero();
    }
  }

  /** The same for another querier, which takes one message and no more. */
  @Test
  void isHeldForAQuerierThatDoesNotReadOn() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    QueryRangeRequest request =
        QueryRangeRequest.newBuilder()
            .setQuery("wide")
            .setStartTimeSeconds(Given.NOW / 1000)
            .setEndTimeSeconds(Given.NOW / 1000 + STEPS - 1)
            .setIntervalSeconds(1)
            .setLookbackDeltaSeconds(STEPS)
            .setEnableDedup(true)
            .build();
    try (RunningQuerier querier = querier(Duration.ofHours(1));
        RpcChannel channel = RpcChannel.to(querier.grpcAddress()).open()) {
      ClientCall<QueryRangeRequest, QueryRangeResponse> call =
          channel.channel().newCall(QueryGrpc.getQueryRangeMethod(), CallOptions.DEFAULT);
      call.start(
          new ClientCall.Listener<>() {
            @Override
            public void onMessage(QueryRangeResponse first) {
              begun.countDown();
            }
          },
          new Metadata());
      call.request(1);
      call.sendMessage(request);
      call.halfClose();
      begun.await();

      assertThat(gauge(querier, "meridian_query_running")).isZero();
      assertThat(held(querier)).isBetween(1.0 * RESULT_BYTES, 1.1 * RESULT_BYTES);

      call.cancel("not interested", null);
      awaitNothingHeld(querier);
    }
  }

  @Test
  void isCutAfterItsTimeAndGivesBackWhatItHeld() throws IOException {
    try (RunningQuerier querier = querier(Duration.ofMillis(500));
        Socket client = stalled(querier)) {
      while (cut(querier) == 0) {
        Thread.onSpinWait();
      }
      awaitNothingHeld(querier);

      assertThat(rest(client)).isLessThan(RESULT_BYTES);
    }
  }

  /** What still comes until the connection ends. */
  private static long rest(Socket client) throws IOException {
    InputStream in = client.getInputStream();
    byte[] some = new byte[1 << 16];
    long bytes = 0;
    try {
      for (int read = in.read(some); read >= 0; read = in.read(some)) {
        bytes += read;
      }
    } catch (SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
    return bytes;
  }
}
