package io.meridian.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.airlift.compress.v3.snappy.SnappyCompressor;
import io.meridian.api.prometheus.Sample;
import io.meridian.api.prometheus.TimeSeries;
import io.meridian.api.prometheus.WriteRequest;
import io.meridian.api.thanos.Label;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an operator sees of a running {@code ./meridian receiver}, and changes. */
final class ReceiverOperationsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int SERIES = 5;
  private static final String TENANT = "{tenant=\"default-tenant\"} ";

  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    client.close();
  }

  /** As an editor or Kubernetes would change it: the file is never half written. */
  private Path limit(String yaml) throws IOException {
    Path next = Files.writeString(folder.resolve("limits.yaml.next"), yaml);
    return Files.move(next, folder.resolve("limits.yaml"), StandardCopyOption.REPLACE_EXISTING);
  }

  private static String limitOf(int series) {
    return "write:\n  default: {head_series_limit: %d}\n".formatted(series);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(URI port, String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(port.resolve(path)));
  }

  /** A sample of each of some series. */
  private int write(ReceiverCommand command) throws IOException, InterruptedException {
    WriteRequest.Builder request = WriteRequest.newBuilder();
    for (int i = 0; i < SERIES; i++) {
      request.addTimeseries(
          TimeSeries.newBuilder()
              .addLabels(Label.newBuilder().setName("__name__").setValue("up"))
              .addLabels(Label.newBuilder().setName("cluster").setValue("west"))
              .addLabels(Label.newBuilder().setName("series").setValue("" + i))
              .addSamples(Sample.newBuilder().setTimestamp(System.currentTimeMillis())));
    }
    byte[] raw = request.build().toByteArray();
    SnappyCompressor snappy = SnappyCompressor.create();
    byte[] body = new byte[snappy.maxCompressedLength(raw.length)];
    int length = snappy.compress(raw, 0, raw.length, body, 0, body.length);
    return send(HttpRequest.newBuilder(command.writeUrl())
            .POST(BodyPublishers.ofByteArray(Arrays.copyOf(body, length))))
        .statusCode();
  }

  private static void await(ReceiverCommand command, String metric) {
    ReceiverCommand.await(metric, PATIENCE, () -> command.metrics(metric).size() == 1);
  }

  @Test
  void changesLimitsWhileItRunsAndShowsTheirUse() throws Exception {
    Path limits = limit(limitOf(3));
    ReceiverCommand command = new ReceiverCommand(folder, "r0");
    try (RunningProgram receiver =
        command.start(Map.of(), "--receive.limits-config-file=" + limits, "--log.format=json")) {
      command.awaitReady();
      assertThat(write(command)).isEqualTo(429);
      await(command, "prometheus_tsdb_head_series" + TENANT + "3.0");
      await(command, "meridian_receiver_limit_series" + TENANT + "3.0");
      await(
          command,
          "meridian_receiver_refused_samples_total{reason=\"too_many_series\",tenant=\"default-tenant\"} 2.0");
      await(command, "meridian_receiver_requests_total{code=\"429\"} 1.0");

      limit(limitOf(10));
      await(command, "meridian_receiver_limit_series" + TENANT + "10.0");
      assertThat(write(command)).isEqualTo(204);
      await(command, "prometheus_tsdb_head_series" + TENANT + "5.0");

      limit("write:\n  defualt: {head_series_limit: 1}\n");
      HttpResponse<String> wrong =
          send(
              HttpRequest.newBuilder(command.writeUrl().resolve("/-/reload"))
                  .header("X-Request-Id", "r-77")
                  .POST(BodyPublishers.noBody()));
      assertThat(wrong.statusCode()).isEqualTo(500);
      assertThat(wrong.body())
          .contains("limits.yaml:2:3: write.defualt: unknown key; did you mean default?");
      await(command, "meridian_config_last_reload_successful 0.0");
      assertThat(write(command)).isEqualTo(204);

      limit(limitOf(20));
      reload(command, receiver);
      await(command, "meridian_receiver_limit_series" + TENANT + "20.0");
      await(command, "meridian_config_last_reload_successful 1.0");

      assertThat(receiver.terminate()).as(receiver.log()).isZero();
      assertThat(lines(receiver))
          .as("logged in the request that asked for it")
          .anyMatch(line ->
              line.path("request_id").asString("").equals("r-77")
                  && line.path("level").asString("").equals("error")
                  && line.path("msg").asString("").contains("the old one stays"));
    }
  }

  /** By SIGHUP, unless that is ignored, as under nohup: a JVM leaves it so. */
  private void reload(ReceiverCommand command, RunningProgram receiver) throws Exception {
    String ignored =
        Files.readAllLines(Path.of("/proc/" + receiver.pid() + "/status")).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .findFirst()
            .orElseThrow();
    if ((Long.parseUnsignedLong(ignored.substring(7).strip(), 16) & 1) == 0) {
      receiver.signal("HUP");
      ReceiverCommand.await(
          "SIGHUP to be taken", PATIENCE, () -> receiver.log().contains("after SIGHUP"));
      return;
    }
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(command.writeUrl().resolve("/-/reload"))
                .POST(BodyPublishers.noBody()));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  /** The events of its log, each of which is a line of JSON. */
  private static List<JsonNode> lines(RunningProgram receiver) {
    return receiver
        .log()
        .lines()
        .filter(line -> line.startsWith("{"))
        .map(line -> JsonMapper.shared().readTree(line))
        .toList();
  }

  @Test
  void looksIntoItOnEveryPort() throws Exception {
    ReceiverCommand command = new ReceiverCommand(folder, "r0");
    String bucket =
        "{type: FILESYSTEM, config: {directory: '%s'}}".formatted(folder.resolve("hush"));
    try (RunningProgram receiver = command.start(Map.of(), "--objstore.config=" + bucket)) {
      command.awaitReady();
      assertThat(write(command)).isEqualTo(204);
      for (URI port : List.of(command.httpUrl(), command.writeUrl())) {
        assertThat(get(port, "/-/healthy").body()).isEqualTo("healthy\n");
        assertThat(get(port, "/-/ready").body()).isEqualTo("ready\n");
        assertThat(get(port, "/metrics").body()).contains("\nprometheus_tsdb_head_series" + TENANT);
        assertThat(get(port, "/debug/threads").body()).contains("housekeeping");
        assertThat(get(port, "/debug/flightrecording?seconds=0.1").body()).startsWith("FLR");
        assertThat(get(port, "/debug/config").body())
            .contains("  path: " + command.data())
            .contains("  config: <secret>")
            .doesNotContain("hush");
      }
      JsonNode sources =
          JsonMapper.shared().readTree(get(command.writeUrl(), "/api/v1/status/sources").body());
      assertThat(sources.get("status").asString()).isEqualTo("success");
      JsonNode source = sources.get("data").get(0);
      assertThat(source.get("cluster").asString()).isEqualTo("west");
      assertThat(source.get("stored").asInt()).isEqualTo(SERIES);
      assertThat(receiver.terminate()).as(receiver.log()).isZero();
    }
  }
}
