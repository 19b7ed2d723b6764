package io.meridian.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airlift.compress.v3.snappy.SnappyCompressor;
import io.meridian.api.prometheus.Sample;
import io.meridian.api.prometheus.TimeSeries;
import io.meridian.api.prometheus.WriteRequest;
import io.meridian.api.thanos.Label;
import io.meridian.bucket.config.ObjectStoreConfig;
import io.meridian.config.ConfigFile;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.Labels;
import io.meridian.receiver.write.LimitsConfig;
import io.meridian.service.http.EventLoops;
import io.meridian.service.http.HttpMetrics;
import io.meridian.service.http.ListenAddress;
import io.meridian.service.lifecycle.Part;
import io.meridian.service.process.ServicePort;
import io.meridian.service.telemetry.BucketMetrics;
import io.meridian.service.trace.Tracing;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A receiver on a port, in this process. */
class ReceiverTest {
  private static final ServicePort ANY =
      new ServicePort(new ListenAddress("127.0.0.1", 0), Optional.empty());

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();

  private ReceiverConfig config(Labels external, Optional<ObjectStoreConfig> bucket) {
    return new ReceiverConfig(
        ANY,
        ANY,
        store(bucket.isPresent()),
        external,
        "tenant_id",
        "THANOS-REPLICA",
        bucket,
        LimitsConfig.NONE,
        Optional.empty(),
        Optional.empty());
  }

  private ReceiverConfig.Store store(boolean cutsAtEnd) {
    ReceiverConfig.Store usual = ReceiverConfig.Store.in(folder);
    return new ReceiverConfig.Store(
        usual.folder(),
        usual.retention(),
        usual.outOfOrder(),
        usual.ahead(),
        usual.exemplars(),
        usual.sync(),
        cutsAtEnd,
        usual.blocks(),
        usual.labelsLate(),
        usual.largestRequest(),
        usual.mostTenants());
  }

  /** A receiver that runs until it is closed. */
  private final class Running implements AutoCloseable {
    private final EventLoops loops = EventLoops.ofMachine();
    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Receiver receiver;

    Running() throws IOException, InterruptedException {
      this(Optional.empty());
    }

    Running(Optional<ObjectStoreConfig> bucket) throws IOException, InterruptedException {
      receiver =
          new Receiver(
              config(Labels.of("receive_replica", "r0"), bucket),
              new Receiver.Surroundings(
                  loops,
                  new HttpMetrics(registry),
                  registry,
                  BucketMetrics.in(registry),
                  request -> request.headers().first("THANOS-TENANT").orElse("default-tenant"),
                  List.of(),
                  Tracing.NONE));
      for (Part part : receiver.parts()) {
        part.start();
      }
    }

    HttpResponse<String> post(String path, byte[] body) throws IOException, InterruptedException {
      return send(HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofByteArray(body)));
    }

    JsonNode get(String path) throws IOException, InterruptedException {
      return JsonMapper.shared().readTree(send(HttpRequest.newBuilder(uri(path)).GET()).body());
    }

    private HttpResponse<String> send(HttpRequest.Builder request)
        throws IOException, InterruptedException {
      return client.send(request.build(), BodyHandlers.ofString());
    }

    private URI uri(String path) {
      return URI.create("http://127.0.0.1:" + receiver.port() + path);
    }

    @Override
    public void close() throws IOException {
      try {
        for (Part part : receiver.parts().reversed()) {
          part.drain(Duration.ofSeconds(5));
        }
        for (Part part : receiver.parts().reversed()) {
          part.stop();
        }
        loops.stop();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static byte[] request(int series) {
    WriteRequest.Builder request = WriteRequest.newBuilder();
    for (int i = 0; i < series; i++) {
      request.addTimeseries(
          TimeSeries.newBuilder()
              .addLabels(Label.newBuilder().setName("__name__").setValue("up"))
              .addLabels(Label.newBuilder().setName("cluster").setValue("west"))
              .addLabels(Label.newBuilder().setName("instance").setValue("i" + i))
              .addSamples(
                  Sample.newBuilder().setTimestamp(System.currentTimeMillis()).setValue(i)));
    }
    byte[] body = request.build().toByteArray();
    SnappyCompressor compressor = SnappyCompressor.create();
    byte[] out = new byte[compressor.maxCompressedLength(body.length)];
    return Arrays.copyOf(out, compressor.compress(body, 0, body.length, out, 0, out.length));
  }

  @Test
  void takesSamplesOnEveryPathAndTellsOfThem() throws Exception {
    try (Running running = new Running()) {
      for (String path : List.of("/api/v1/receive", "/api/v1/write", "/api/v1/push")) {
        HttpResponse<String> answer = running.post(path, request(7));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
        assertThat(answer.headers().firstValue("X-Prometheus-Remote-Write-Samples-Written"))
            .contains("7");
      }
      assertThat(running.post("/api/v1/write", new byte[] {9, 9}).statusCode()).isEqualTo(400);

      JsonNode status = running.get("/api/v1/status/tsdb?limit=2").get("data").get(0);
      assertThat(status.get("tenant").asString()).isEqualTo("default-tenant");
      assertThat(status.get("headStats").get("numSeries").asInt()).isEqualTo(7);
      assertThat(status.get("headStats").get("chunkCount").asInt()).isEqualTo(7);
      assertThat(status.get("seriesCountByMetricName").toString())
          .isEqualTo("[{\"name\":\"up\",\"value\":7}]");
      assertThat(status.get("labelValueCountByLabelName").size()).isEqualTo(2);
      assertThat(running.get("/api/v1/status/tsdb?limit=2&all_tenants=true").get("data").get(0))
          .isEqualTo(status);
      JsonNode wrong = running.get("/api/v1/status/tsdb?limit=x");
      assertThat(wrong.get("errorType").asString()).isEqualTo("bad_data");
      JsonNode source = running.get("/api/v1/status/sources?all_tenants=true").get("data").get(0);
      assertThat(source.get("cluster").asString()).isEqualTo("west");
      assertThat(source.get("sender").asString()).isEqualTo("127.0.0.1");
      assertThat(source.get("stored").asInt()).isEqualTo(21);
      assertThat(series(running.registry)).isEqualTo(7);
    }
  }

  @Test
  void saysThatOtlpIsNotTakenYet() throws Exception {
    try (Running running = new Running()) {
      for (String path : List.of("/api/v1/otlp", "/api/v1/otlp/v1/metrics", "/otlp/v1/metrics")) {
        HttpResponse<String> answer = running.post(path, new byte[100_000]);
        assertThat(answer.statusCode()).isEqualTo(501);
        assertThat(answer.body()).contains("/api/v1/receive");
      }
    }
  }

  @Test
  void countsWhatItAsksOfTheBucket(@TempDir Path objects) throws Exception {
    ObjectStoreConfig bucket =
        ObjectStoreConfig.read(
                ConfigFile.of("a test", "type: FILESYSTEM\nconfig: {directory: '" + objects + "'}"))
            .value();
    PrometheusRegistry registry;
    try (Running running = new Running(Optional.of(bucket))) {
      registry = running.registry;
      assertThat(running.post("/api/v1/write", request(7)).statusCode()).isEqualTo(204);
      assertThat(uploads(registry)).isZero();
    }
    assertThat(uploads(registry)).isGreaterThanOrEqualTo(3);
  }

  private static double uploads(PrometheusRegistry registry) {
    return registry.scrape(name -> name.equals("thanos_objstore_bucket_operations")).stream()
        .map(CounterSnapshot.class::cast)
        .flatMap(counter -> counter.getDataPoints().stream())
        .filter(point -> "upload".equals(point.getLabels().get("operation")))
        .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
        .sum();
  }

  private static double series(PrometheusRegistry registry) {
    return registry.scrape(name -> name.equals("prometheus_tsdb_head_series")).stream()
        .map(GaugeSnapshot.class::cast)
        .flatMap(gauge -> gauge.getDataPoints().stream())
        .mapToDouble(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
        .sum();
  }

  @Test
  void hasWhatItAcknowledgedAfterARestart() throws Exception {
    try (Running running = new Running()) {
      assertThat(running.post("/api/v1/receive", request(5)).statusCode()).isEqualTo(204);
    }
    try (Running running = new Running()) {
      JsonNode status = running.get("/api/v1/status/tsdb").get("data").get(0);
      assertThat(status.get("headStats").get("numSeries").asInt()).isEqualTo(5);
    }
  }

  @Test
  void shipsNothingWithoutALabelOfItsOwn() {
    ObjectStoreConfig bucket =
        ObjectStoreConfig.read(
                ConfigFile.of("bucket", "{type: FILESYSTEM, config: {directory: " + folder + "}}"))
            .value();
    assertThatThrownBy(() -> config(Labels.of("region", "eu"), Optional.of(bucket)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("give --label receive_replica=");
    assertThatThrownBy(() -> config(Labels.of("tenant_id", "eu"), Optional.empty()))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("tenant_id");
  }
}
