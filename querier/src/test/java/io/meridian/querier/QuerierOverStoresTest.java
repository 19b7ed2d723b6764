package io.meridian.querier;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Two replicas of a cluster in two stores, two tenants. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class QuerierOverStoresTest {
  private TestStore one;
  private TestStore other;
  private RunningQuerier querier;

  @BeforeAll
  void start(@TempDir Path folder) {
    one =
        TestStore.in(folder.resolve("one"), Labels.of("receive_replica", "r0"))
            .with(
                "acme",
                Given.traced(9, "requests_total", "cluster", "west", "job", "shop", "replica", "a"),
                Given.counting(9, "up", "cluster", "west", "job", "shop", "replica", "a"))
            .with("other", Given.counting(9, "secret_total", "cluster", "east", "job", "bank"));
    other =
        TestStore.in(folder.resolve("other"), Labels.of("receive_replica", "r1"))
            .with(
                "acme",
                Given.counting(
                    9, "requests_total", "cluster", "west", "job", "shop", "replica", "b"),
                Given.counting(
                    9, "requests_total", "cluster", "west", "job", "till", "replica", "b"));
    querier = querier();
  }

  private RunningQuerier querier(String... more) {
    List<String> flags =
        new ArrayList<>(
            List.of(
                "--endpoint=" + one.address(),
                "--endpoint=" + other.address(),
                "--query.replica-label=replica"));
    flags.addAll(List.of(more));
    return RunningQuerier.with(flags.toArray(String[]::new));
  }

  @AfterAll
  void stop() {
    querier.close();
    one.close();
    other.close();
  }

  private JsonNode result(String query, String... more) {
    List<String> parameters = new ArrayList<>(List.of("query", query, "time", Given.now()));
    parameters.addAll(List.of(more));
    return querier
        .json("/api/v1/query", parameters.toArray(String[]::new))
        .path("data")
        .path("result");
  }

  @Test
  void joinsReplicasUnlessItIsAskedNotTo() {
    assertThat(result("requests_total")).hasSize(2);
    assertThat(result("requests_total").path(0).path("metric").toString())
        .isEqualTo(
            "{\"__name__\":\"requests_total\",\"cluster\":\"west\",\"job\":\"shop\",\"tenant_id\":\"acme\"}");
    assertThat(result("requests_total", "dedup", "false")).hasSize(3);
    assertThat(result("requests_total", "replicaLabels[]", "receive_replica")).hasSize(3);
    assertThat(result("sum(requests_total)").path(0).path("value").path(1).asString())
        .isEqualTo("16");
  }

  @Test
  void asksTheStoresThatAreMeant() {
    String first = "{__address__=\"" + one.address() + "\"}";

    assertThat(result("requests_total", "storeMatch[]", first)).hasSize(1);
    assertThat(result("requests_total", "storeMatch[]", "{__address__=\"nobody:1\"}")).isEmpty();
    assertThat(result("requests_total", "storeMatch[]", "{job=\"till\"}")).hasSize(2);
  }

  @Test
  void tellsWhatEachStoreCost() {
    JsonNode analysis =
        querier
            .json(
                "/api/v1/query",
                "query",
                "sum(requests_total)",
                "time",
                Given.now(),
                "analyze",
                "1")
            .path("data")
            .path("analysis");

    assertThat(analysis.path("name").asString()).startsWith("aggregate");
    assertThat(analysis.path("fanout")).hasSize(2);
    for (JsonNode store : analysis.path("fanout")) {
      assertThat(store.path("calls").asInt()).isOne();
      assertThat(store.path("series").asInt())
          .isEqualTo(store.path("endpointAddr").asString().equals(one.address()) ? 1 : 2);
      assertThat(store.path("bytesProcessed").asInt()).isPositive();
    }
  }

  @Test
  void givesOneOfSeveralShards() {
    int all = 0;
    for (int i = 0; i < 3; i++) {
      String shard =
          "{\"shard_index\":%d,\"total_shards\":3,\"by\":true,\"labels\":[\"job\"]}".formatted(i);
      all += result("requests_total", "shard_info", shard).size();
    }

    assertThat(all).isEqualTo(2);
  }

  @Test
  void tellsLabelsAndSeries() {
    assertThat(querier.json("/api/v1/labels").path("data").toString())
        .isEqualTo("[\"__name__\",\"cluster\",\"job\",\"tenant_id\"]");
    assertThat(
            querier
                .json("/api/v1/label/job/values", "match[]", "requests_total")
                .path("data")
                .toString())
        .isEqualTo("[\"shop\",\"till\"]");
    assertThat(
            querier
                .json("/api/v1/label/U__job/values", "match[]", "up", "match[]", "secret_total")
                .path("data")
                .toString())
        .isEqualTo("[\"bank\",\"shop\"]");
    assertThat(
            querier
                .json("/api/v1/series", "match[]", "requests_total", "match[]", "up")
                .path("data"))
        .hasSize(3);
    assertThat(
            querier
                .json("/api/v1/series", "match[]", "requests_total", "dedup", "false")
                .path("data"))
        .hasSize(3);
  }

  @Test
  void cutsListsAndSaysSo() {
    for (HttpResponse<String> answer :
        List.of(
            querier.get("/api/v1/labels", "limit", "1"),
            querier.get("/api/v1/label/job/values", "limit", "1"),
            querier.get("/api/v1/series", "match[]", "requests_total", "limit", "1"))) {
      assertThat(answer.body()).contains("\"warnings\":[\"results truncated due to limit\"]");
      assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    }
    assertThat(
            querier.json("/api/v1/series", "match[]", "requests_total", "limit", "1").path("data"))
        .hasSize(1);
  }

  @Test
  void showsATenantHisOwnOnEveryPath() {
    try (RunningQuerier enforcing = querier("--query.enforce-tenancy")) {
      for (String path :
          List.of(
              "/api/v1/query?query=%7B__name__%3D~%22.%2B%22%7D&time=" + Given.now(),
              "/api/v1/query?query=sum+by+(tenant_id)+(%7Bjob%3D~%22.%2B%22%7D)&time="
                  + Given.now(),
              "/api/v1/query?query=secret_total%7Btenant_id%3D%22other%22%7D&time=" + Given.now(),
              "/api/v1/query_range?query=secret_total&start="
                  + Given.now()
                  + "&end="
                  + Given.now()
                  + "&step=1",
              "/api/v1/series?match[]=secret_total&match[]=%7Btenant_id%3D%22other%22%7D",
              "/api/v1/labels",
              "/api/v1/label/__name__/values",
              "/api/v1/label/cluster/values",
              "/api/v1/label/tenant_id/values",
              "/api/v1/query_exemplars?query=%7B__name__%3D~%22.%2B%22%7D",
              "/api/v1/metadata",
              "/api/v1/targets",
              "/api/v1/rules",
              "/api/v1/alerts",
              "/api/v1/status/tsdb",
              "/api/v1/stores",
              "/api/v1/status/queries")) {
        HttpResponse<String> answer =
            enforcing.send(
                enforcing
                    .request(path.replace("[", "%5B").replace("]", "%5D"))
                    .header("THANOS-TENANT", "acme"));

        assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(200);
        assertThat(answer.body()).as(path).doesNotContain("secret", "bank", "east", "\"other\"");
      }
      HttpResponse<String> own =
          enforcing.send(
              enforcing
                  .request("/api/v1/query?query=requests_total&time=" + Given.now())
                  .header("X-Scope-OrgID", "acme"));
      assertThat(own.body().split("\"metric\"", -1)).hasSize(3);
    }
  }

  @Test
  void givesExemplarsOfTheSeriesThatAQueryIsAbout() {
    JsonNode data =
        querier
            .json("/api/v1/query_exemplars", "query", "rate(requests_total{job=\"shop\"}[5m]) > 0")
            .path("data");

    assertThat(data).hasSize(1);
    assertThat(data.path(0).path("exemplars").path(0).toString())
        .isEqualTo(
            "{\"labels\":{\"trace_id\":\"abc\"},\"value\":\"0.25\",\"timestamp\":%d}"
                .formatted(Given.NOW / 1000));
    assertThat(querier.get("/api/v1/query_exemplars", "query", "1").body())
        .isEqualTo("{\"status\":\"success\",\"data\":[]}");
  }

  @Test
  void hasRulesTargetsAndAlertsInTheirShapesWhereThereAreNone() {
    assertThat(querier.get("/api/v1/rules").body())
        .isEqualTo("{\"status\":\"success\",\"data\":{\"groups\":[]}}");
    assertThat(querier.get("/api/v1/alerts").body())
        .isEqualTo("{\"status\":\"success\",\"data\":{\"alerts\":[]}}");
    assertThat(querier.get("/api/v1/targets").body())
        .isEqualTo(
            "{\"status\":\"success\",\"data\":{\"activeTargets\":[],\"droppedTargets\":[],"
                + "\"droppedTargetCounts\":{}}}");
    assertThat(querier.get("/api/v1/rules", "type", "other").statusCode()).isEqualTo(400);
    assertThat(querier.get("/api/v1/targets", "state", "other").statusCode()).isEqualTo(400);
  }

  @Test
  void countsTheSeriesOfAllHeads() {
    JsonNode data = querier.json("/api/v1/status/tsdb", "limit", "1").path("data");

    assertThat(data.path("headStats").path("numSeries").asInt()).isEqualTo(5);
    assertThat(data.path("headStats").path("chunkCount").asInt()).isEqualTo(5);
    assertThat(data.path("headStats").path("maxTime").asLong()).isEqualTo(Given.NOW);
    assertThat(data.path("seriesCountByMetricName").toString())
        .isEqualTo("[{\"name\":\"requests_total\",\"value\":3}]");
  }

  @Test
  void tellsWhatIsMissing() {
    TestStore third =
        TestStore.in(
            Path.of(System.getProperty("java.io.tmpdir"), "third" + Given.NOW), Labels.EMPTY);
    String address = third.address();
    third.close();
    try (RunningQuerier strict = querier("--endpoint-strict=" + address)) {
      HttpResponse<String> partial =
          strict.get("/api/v1/query", "query", "requests_total", "time", Given.now());
      HttpResponse<String> whole =
          strict.get(
              "/api/v1/query",
              "query",
              "requests_total",
              "time",
              Given.now(),
              "partial_response",
              "false");

      assertThat(partial.statusCode()).isEqualTo(200);
      assertThat(partial.body().split("\"metric\"", -1)).hasSize(3);
      assertThat(partial.body()).contains("\"warnings\":[\"store " + address);
      assertThat(partial.headers().firstValue("Cache-Control")).contains("no-store");
      assertThat(whole.statusCode()).isEqualTo(503);
      assertThat(whole.body()).contains("unavailable").contains(address);
    }
  }

  @Test
  void compressesForWhoTakesIt() throws IOException, InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    HttpResponse<byte[]> answer =
        client.send(
            querier
                .request(
                    "/api/v1/query_range?query=requests_total&step=1&start="
                        + (Given.NOW / 1000 - 1000)
                        + "&end="
                        + Given.now())
                .header("Accept-Encoding", "gzip")
                .build(),
            BodyHandlers.ofByteArray());

    assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
    try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
      assertThat(new String(plain.readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("{\"status\":\"success\"")
          .endsWith("]}}");
    }
  }
}
