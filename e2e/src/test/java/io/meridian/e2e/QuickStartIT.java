package io.meridian.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Conformance;
import io.meridian.testkit.Document;
import io.meridian.testkit.ExternalProgram;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * What docs/quick-start.md has people type and copy, as it stands there but for ports, folders and
 * names of hosts.
 */
final class QuickStartIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  private static final Document PAGE = Document.of("docs/quick-start.md");
  private static final String UP = "up{cluster=\"west\"}";

  @TempDir private Path folder;
  private final int prometheusPort = ReceiverCommand.freePort();

  /** The flags of a command of the page, behind its program and the program's command. */
  private static String[] flags(String part) {
    List<String> words = PAGE.command(part);
    return words.subList(2, words.size()).toArray(String[]::new);
  }

  /** With the configuration of the page, and itself to scrape. */
  private RunningProgram prometheus(AllCommand all) throws IOException {
    String remote = PAGE.block("yaml", "remote_write:");
    assertThat(remote).contains("http://localhost:19291/api/v1/receive");
    String scraped =
        """
        scrape_configs:
          - job_name: prometheus
            scrape_interval: 1s
            static_configs: [{targets: ['127.0.0.1:%d']}]
        """
            .formatted(prometheusPort);
    Path config =
        Files.writeString(
            folder.resolve("prometheus.yml"),
            remote.replace("http://localhost:19291/api/v1/receive", all.writeUrl().toString())
                + scraped);
    return RunningProgram.start(
        folder.resolve("prometheus.log"),
        List.of(
            ExternalProgram.assumePresent("prometheus").executable().toString(),
            "--config.file=" + config,
            "--storage.tsdb.path=" + folder.resolve("prometheus"),
            "--web.listen-address=127.0.0.1:" + prometheusPort));
  }

  @Test
  void aPrometheusWritesAndGrafanaAsks() throws Exception {
    AllCommand all = new AllCommand(folder, "all");
    try (RunningProgram program = all.startUntilReady(flags("all --query.replica-label"));
        RunningProgram _ = prometheus(all)) {
      QueriedApi api = new QueriedApi(all.httpPort());
      awaitUp(api);

      assertThat(metric(api, "false").path("replica").asString()).isEqualTo("a");
      JsonNode joined = metric(api, "true");
      assertThat(joined.path("job").asString()).isEqualTo("prometheus");
      assertThat(joined.has("replica")).isFalse();
      askAsGrafana(all);
      assertThat(program.terminate()).as(program.log()).isZero();
    }
  }

  private static void awaitUp(QueriedApi api) {
    ReceiverCommand.await(
        "what Prometheus wrote",
        PATIENCE,
        () -> api.isReady() && !api.data("query", Map.of("query", UP)).path("result").isEmpty());
  }

  private static JsonNode metric(QueriedApi api, String dedup) {
    JsonNode result = api.data("query", Map.of("query", UP, "dedup", dedup)).path("result");
    assertThat(result).as(result.toString()).hasSize(1);
    return result.path(0).path("metric");
  }

  /**
   * What a data source of type Prometheus asks by POST: its test, a panel, what completes queries;
   * and by GET what there is no POST for.
   */
  private static void askAsGrafana(AllCommand all) throws IOException {
    assertThat(PAGE.block("yaml", "datasources:"))
        .contains("type: prometheus", "url: http://localhost:10902", "httpMethod: POST");
    long after = System.currentTimeMillis() / 1000 + 1; // than what was scraped in this second
    String start = Long.toString(after - 900);
    String end = Long.toString(after);

    JsonNode tested = all.post("/api/v1/query", "query", "1+1", "time", "4");
    assertThat(tested.toString()).isEqualTo("{\"resultType\":\"scalar\",\"result\":[4,\"2\"]}");
    JsonNode panel =
        all.post("/api/v1/query_range", "query", UP, "start", start, "end", end, "step", "15");
    assertThat(panel.path("result").path(0).path("values")).isNotEmpty();
    JsonNode labels = all.post("/api/v1/labels", "start", start, "end", end);
    assertThat(labels).extracting(JsonNode::asString).contains("__name__", "cluster", "job");
    JsonNode series = all.post("/api/v1/series", "match[]", UP, "start", start, "end", end);
    assertThat(series).hasSize(1);
    JsonNode exemplars =
        all.post("/api/v1/query_exemplars", "query", UP, "start", start, "end", end);
    assertThat(exemplars).isEmpty();
    String range = "start=" + start + "&end=" + end;
    assertThat(all.get("/api/v1/label/__name__/values?limit=40000&" + range)).contains("\"up\"");
    assertThat(all.get("/api/v1/label/cluster/values?match%5B%5D=up&" + range)).contains("west");
    assertThat(all.get("/api/v1/status/buildinfo")).contains("\"version\"");
    assertThat(all.get("/api/v1/metadata?limitPerMetric=1")).contains("\"success\"");
    assertThat(all.get("/api/v1/rules")).contains("\"groups\"");
  }

  @Test
  void thanosAndMeridianAskEachOther() throws Exception {
    String thanos = ExternalProgram.assumePresent("thanos").executable().toString();
    AllCommand all = new AllCommand(folder, "all");
    int sidecar = ReceiverCommand.freePort();
    int thanosQuery = ReceiverCommand.freePort();
    int querier = ReceiverCommand.freePort();
    try (RunningProgram _ = all.startUntilReady();
        RunningProgram _ = prometheus(all);
        RunningProgram _ =
            program(
                "sidecar",
                List.of(thanos, "sidecar"),
                List.of(
                    "--prometheus.url=http://127.0.0.1:" + prometheusPort,
                    "--tsdb.path=" + folder.resolve("prometheus")),
                ReceiverCommand.freePort(),
                sidecar);
        RunningProgram _ =
            program(
                "thanos-query",
                List.of(thanos, "query"),
                onLoopback(flags("thanos query"), all.grpcPort()),
                thanosQuery,
                ReceiverCommand.freePort());
        RunningProgram _ =
            program(
                "querier",
                List.of(launcher(), "querier"),
                onLoopback(flags("meridian querier"), sidecar),
                querier,
                ReceiverCommand.freePort())) {
      for (int port : List.of(thanosQuery, querier)) {
        QueriedApi api = new QueriedApi(port);
        awaitUp(api);
        assertThat(metric(api, "false").path("replica").asString()).isEqualTo("a");
        assertThat(metric(api, "true").has("replica")).isFalse();
      }
    }
  }

  private static String launcher() {
    Path root = Path.of(System.getProperty("meridian.root", ".."));
    return root.resolve("meridian").toAbsolutePath().toString();
  }

  private static List<String> onLoopback(String[] flags, int port) {
    return List.of(flags).stream()
        .map(flag -> flag.replaceFirst("=[a-z]+\\.example:10901", "=127.0.0.1:" + port))
        .toList();
  }

  private RunningProgram program(
      String name, List<String> command, List<String> flags, int httpPort, int grpcPort) {
    List<String> words = new ArrayList<>(command);
    words.addAll(flags);
    words.add("--http-address=127.0.0.1:" + httpPort);
    words.add("--grpc-address=127.0.0.1:" + grpcPort);
    return RunningProgram.start(folder.resolve(name + ".log"), words);
  }

  @Test
  void shipsToS3AndAnswersFromThere() throws Exception {
    S3Proxy server = s3("metrics");
    try {
      AllCommand all = new AllCommand(folder, "all");
      all.setVariable("AWS_ACCESS_KEY_ID", "id");
      all.setVariable("AWS_SECRET_ACCESS_KEY", "secret");
      Path config = bucketOf(server);
      requireFit(config);
      String flag = flags("all --objstore.config-file")[0].replace("bucket.yml", config.toString());
      Map<String, Map<Long, Long>> sent;
      try (RunningProgram first = all.startUntilReady(flag, "--tsdb.cut-on-shutdown");
          RingLoad load = new RingLoad(List.of(all.writeUrl()))) {
        load.goOn();
        load.finish();
        sent = load.acknowledged();
        assertThat(first.terminate()).as(first.log()).isZero();
      }
      DemoIT.forget(all.data().resolve("receiver"));

      try (RunningProgram second = all.startUntilReady(flag)) {
        assertThat(RingLoad.keptBy(all)).isEqualTo(sent);
        assertThat(second.terminate()).as(second.log()).isZero();
      }
      Conformance.count("quick-start-s3-series", sent.size());
    } finally {
      server.stop();
    }
  }

  private static S3Proxy s3(String bucket) throws Exception {
    TransientNio2BlobStore store = new TransientNio2BlobStore();
    store.createContainer(bucket);
    S3Proxy server =
        S3Proxy.builder()
            .blobStore(store)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, "id", "secret")
            .ignoreUnknownHeaders(true)
            .build();
    server.start();
    return server;
  }

  private Path bucketOf(S3Proxy server) throws IOException {
    String amazon = "endpoint: s3.eu-central-1.amazonaws.com";
    String yaml = PAGE.block("yaml", "type: S3");
    assertThat(yaml).contains(amazon);
    return Files.writeString(
        folder.resolve("bucket.yml"),
        yaml.replace(amazon, "endpoint: 127.0.0.1:" + server.getPort() + ", insecure: true"));
  }

  private static void requireFit(Path config) {
    List<String> words = PAGE.command("tools bucket check-config");
    ExternalProgram.Result result =
        ExternalProgram.at(Path.of(launcher()))
            .withEnvironment("MERIDIAN_BUILDING", "yes")
            .withEnvironment("AWS_ACCESS_KEY_ID", "id")
            .withEnvironment("AWS_SECRET_ACCESS_KEY", "secret")
            .run(
                PATIENCE,
                words.stream()
                    .skip(1)
                    .map(word -> word.replace("bucket.yml", config.toString()))
                    .toArray(String[]::new));
    assertThat(result.exitCode()).as(result.stdout() + result.stderr()).isZero();
  }
}
