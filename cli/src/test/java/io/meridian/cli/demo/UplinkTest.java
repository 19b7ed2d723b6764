package io.meridian.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.airlift.compress.v3.snappy.SnappyDecompressor;
import io.meridian.api.prometheus.TimeSeries;
import io.meridian.api.prometheus.WriteRequest;
import io.meridian.model.SampleBuffer;
import io.meridian.model.TimeRange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

final class UplinkTest {
  private static final long BEGIN = 1_767_571_200_000L;
  private static final long END = BEGIN + 1_799_999;

  private final Agent agent = Fleet.demo().agents().getFirst();
  private final List<WriteRequest> taken = new CopyOnWriteArrayList<>();

  /** Sends half an hour to a server that answers its n-th request with a status. */
  private Uplink sent(IntUnaryOperator status) throws IOException, InterruptedException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    AtomicInteger requests = new AtomicInteger();
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          int answer = status.applyAsInt(requests.getAndIncrement());
          if (answer == 204) {
            taken.add(WriteRequest.parseFrom(decompressed(body)));
          }
          exchange.sendResponseHeaders(answer, -1);
          exchange.close();
        });
    server.start();
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI url =
          URI.create("http://127.0.0.1:%d/api/v1/write".formatted(server.getAddress().getPort()));
      Uplink uplink = new Uplink(agent, url, client);
      uplink.send(BEGIN, END);
      return uplink;
    } finally {
      server.stop(0);
    }
  }

  private static byte[] decompressed(byte[] body) {
    SnappyDecompressor snappy = SnappyDecompressor.create();
    byte[] out = new byte[snappy.getUncompressedLength(body, 0)];
    return Arrays.copyOf(out, snappy.decompress(body, 0, body.length, out, 0, out.length));
  }

  private long scraped() throws InterruptedException {
    AtomicLong count = new AtomicLong();
    agent.scrape(
        new TimeRange(BEGIN, END),
        new SampleBuffer(),
        (_, samples) -> count.addAndGet(samples.size()));
    return count.get();
  }

  private long samplesTaken() {
    return taken.stream()
        .flatMap(request -> request.getTimeseriesList().stream())
        .mapToLong(TimeSeries::getSamplesCount)
        .sum();
  }

  @Test
  void sendsEverythingOnceAndAgainWhatTheServerCouldNotTake() throws Exception {
    Uplink uplink = sent(request -> request % 3 == 1 ? 503 : 204);

    assertThat(samplesTaken()).isEqualTo(scraped()).isEqualTo(uplink.sent()).isPositive();
    assertThat(uplink.refused()).isZero();
    assertThat(taken.getFirst().getTimeseries(0).getLabelsList())
        .extracting(label -> label.getName() + "=" + label.getValue())
        .contains("cluster=central", "replica=a");
  }

  @Test
  void countsWhatIsRefusedForGoodAndGoesOn() throws Exception {
    Uplink uplink = sent(request -> request == 1 ? 400 : 204);

    assertThat(uplink.refused()).isPositive();
    assertThat(uplink.sent() + uplink.refused()).isEqualTo(scraped());
    assertThat(samplesTaken()).isEqualTo(uplink.sent());
  }
}
