package io.meridian.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Conformance;
import io.meridian.testkit.ExternalProgram;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an installed Prometheus wrote into a receiver, asked of a querier; of {@code ./meridian}.
 */
final class QuerierIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final int SCRAPES = 8;

  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final int writePort = ReceiverCommand.freePort();
  private final int receiverPort = ReceiverCommand.freePort();
  private final int storePort = ReceiverCommand.freePort();
  private final int httpPort = ReceiverCommand.freePort();
  private final int grpcPort = ReceiverCommand.freePort();

  private RunningProgram meridian(String service, int port, String... flags) {
    Path launcher = Path.of(System.getProperty("meridian.root", "..")).resolve("meridian");
    List<String> command = new ArrayList<>(List.of(launcher.toAbsolutePath().toString(), service));
    command.addAll(List.of(flags));
    RunningProgram program = RunningProgram.start(folder.resolve(service + ".log"), command);
    ReceiverCommand.await(
        service + " to be ready", PATIENCE, () -> status(port, "/-/ready") == 200);
    return program;
  }

  private RunningProgram receiver() {
    return meridian(
        "receiver",
        receiverPort,
        "--remote-write.address=127.0.0.1:" + writePort,
        "--http-address=127.0.0.1:" + receiverPort,
        "--grpc-address=127.0.0.1:" + storePort,
        "--tsdb.path=" + folder.resolve("data"),
        "--label=receive_replica=\"r0\"");
  }

  private RunningProgram querier() {
    return meridian(
        "querier",
        httpPort,
        "--http-address=127.0.0.1:" + httpPort,
        "--grpc-address=127.0.0.1:" + grpcPort,
        "--endpoint=127.0.0.1:" + storePort,
        "--query.replica-label=prometheus_replica");
  }

  /** An agent of a replica, which scrapes a path of its own. */
  private RunningProgram agent(String replica, ScrapeTarget target) throws IOException {
    String program = ExternalProgram.assumePresent("prometheus").executable().toString();
    Path config =
        Files.writeString(
            folder.resolve(replica + ".yml"),
            """
            global:
              scrape_interval: 1s
              external_labels: {cluster: west, prometheus_replica: %s}
            scrape_configs:
              - job_name: shop
                metrics_path: /%s
                static_configs: [{targets: ['127.0.0.1:%d']}]
            remote_write:
              - url: http://127.0.0.1:%d/api/v1/receive
            """
                .formatted(replica, replica, target.port(), writePort));
    return RunningProgram.start(
        folder.resolve(replica + ".log"),
        List.of(
            program,
            "--enable-feature=agent",
            "--config.file=" + config,
            "--storage.agent.path=" + folder.resolve(replica),
            "--web.listen-address=127.0.0.1:" + ReceiverCommand.freePort()));
  }

  private int status(int port, String path) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
      return client.send(request, BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private JsonNode result(String query, long millis, String more) {
    String address =
        "http://127.0.0.1:%d/api/v1/query?query=%s&time=%s%s"
            .formatted(
                httpPort,
                URLEncoder.encode(query, StandardCharsets.UTF_8),
                Double.toString(millis / 1e3),
                more);
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
      String body = client.send(request, BodyHandlers.ofString()).body();
      JsonNode answer = JsonMapper.shared().readTree(body);
      assertThat(answer.path("status").asString()).as(body).isEqualTo("success");
      return answer.path("data").path("result");
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void answersWhatTheAgentsWereGiven() throws Exception {
    try (ScrapeTarget target = ScrapeTarget.start();
        RunningProgram _ = receiver();
        RunningProgram querier = querier();
        RunningProgram _ = agent("a", target);
        RunningProgram _ = agent("b", target)) {
      for (String path : List.of("/a", "/b")) {
        ReceiverCommand.await(
            "scrapes of " + path, PATIENCE, () -> target.given(path).size() >= SCRAPES);
      }
      target.freeze();
      int held = 0;
      for (String replica : List.of("a", "b")) {
        held += hold(replica, target.given("/" + replica));
      }
      long last = Math.max(lastTime(target, "/a"), lastTime(target, "/b"));

      assertThat(result("count(shop_items)", last, "").path(0).path("value").path(1).asString())
          .isEqualTo(Integer.toString(ScrapeTarget.series()));
      assertThat(result("shop_items{item=\"i0\"}", last, "").path(0).path("metric").toString())
          .isEqualTo(
              "{\"__name__\":\"shop_items\",\"cluster\":\"west\",\"instance\":\"127.0.0.1:%d\",\"item\":\"i0\",\"job\":\"shop\",\"tenant_id\":\"default-tenant\"}"
                  .formatted(target.port()));
      assertThat(querier.terminate()).as(querier.log()).isZero();
      assertThat(querier.log()).doesNotContain("level=error");
      Conformance.count("agents-queried-samples", held);
    }
  }

  private static long lastTime(ScrapeTarget target, String path) {
    return target.given(path).keySet().stream().mapToLong(Long::longValue).max().orElseThrow();
  }

  /** Holds every sample of a replica's series, as the querier gives them, against the scrapes. */
  private int hold(String replica, Map<Long, Double> scrapes) {
    long last = scrapes.keySet().stream().mapToLong(Long::longValue).max().orElseThrow();
    String query = "shop_items{prometheus_replica=\"" + replica + "\"}[5m]";
    ReceiverCommand.await(
        "what was sent",
        PATIENCE,
        () -> {
          int samples = 0;
          for (JsonNode series : result(query, last, "&dedup=false")) {
            samples += series.path("values").size();
          }
          return samples >= ScrapeTarget.series() * scrapes.size();
        });
    int held = 0;
    for (JsonNode series : result(query, last, "&dedup=false")) {
      int number = Integer.parseInt(series.path("metric").path("item").asString().substring(1));
      List<String> expected = new ArrayList<>();
      scrapes.forEach((time, base) -> expected.add(time + " " + ScrapeTarget.value(number, base)));
      List<String> actual = new ArrayList<>();
      for (JsonNode value : series.path("values")) {
        long time = Math.round(value.path(0).asDouble() * 1e3);
        actual.add(time + " " + Double.parseDouble(value.path(1).asString()));
      }
      assertThat(actual).as(series.path("metric").toString()).isEqualTo(expected);
      held += actual.size();
    }
    return held;
  }
}
