package io.meridian.querier;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What needs no store, which is what Grafana asks first. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class QuerierWithoutStoresTest {
  private RunningQuerier querier;

  @BeforeAll
  void start() {
    querier = RunningQuerier.with();
  }

  @AfterAll
  void stop() {
    querier.close();
  }

  @Test
  void answersGrafanasHealthCheck() {
    String expected =
        "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[4,\"2\"]}}";

    HttpResponse<String> byForm = querier.post("/api/v1/query", "query", "1+1", "time", "4");

    assertThat(byForm.statusCode()).isEqualTo(200);
    assertThat(byForm.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(byForm.headers().firstValue("Cache-Control")).isEmpty();
    assertThat(byForm.body()).isEqualTo(expected);
    assertThat(querier.get("/api/v1/query", "query", "1+1", "time", "4").body())
        .isEqualTo(expected);
  }

  @Test
  void answersGrafanasFirstQuestions() {
    JsonNode build = querier.json("/api/v1/status/buildinfo").path("data");
    assertThat(build.path("version").isString()).isTrue();
    assertThat(build.path("features").isObject()).isTrue();
    assertThat(querier.get("/api/v1/labels", "start", "1", "end", "2").body())
        .isEqualTo("{\"status\":\"success\",\"data\":[]}");
    assertThat(querier.get("/api/v1/label/__name__/values").body())
        .isEqualTo("{\"status\":\"success\",\"data\":[]}");
    assertThat(querier.get("/api/v1/series", "match[]", "up").body())
        .isEqualTo("{\"status\":\"success\",\"data\":[]}");
    assertThat(querier.post("/api/v1/query", "query", "up").body())
        .isEqualTo("{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}");
  }

  @Test
  void givesNumbersOfARangeAtEachStep() {
    String body =
        querier
            .get(
                "/api/v1/query_range",
                "query",
                "time() / 3",
                "start",
                "1",
                "end",
                "3.5",
                "step",
                "1")
            .body();

    assertThat(body)
        .isEqualTo(
            "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[{\"metric\":{},"
                + "\"values\":[[1,\"0.3333333333333333\"],[2,\"0.6666666666666666\"],[3,\"1\"]]}]}}");
  }

  @ParameterizedTest
  @CsvSource({
    "1/0, +Inf",
    "-1/0, -Inf",
    "0/0, NaN",
    "1e21, 1000000000000000000000",
    "1e-7, 0.0000001"
  })
  void writesScalarsAsPrometheusDoes(String query, String number) {
    JsonNode result = querier.json("/api/v1/query", "query", query, "time", "1.5");

    assertThat(result.path("data").path("result").path(0).asDouble()).isEqualTo(1.5);
    assertThat(result.path("data").path("result").path(1).asString()).isEqualTo(number);
  }

  @ParameterizedTest
  @CsvSource({
    "vector(1/0), +Inf",
    "vector(1e21), 1e+21",
    "vector(1e20), 100000000000000000000",
    "vector(1e-7), 1e-07"
  })
  void writesSamplesAsPrometheusDoes(String query, String number) {
    JsonNode result = querier.json("/api/v1/query", "query", query, "time", "1.5");

    JsonNode sample = result.path("data").path("result").path(0).path("value");
    assertThat(sample.path(0).asDouble()).isEqualTo(1.5);
    assertThat(sample.path(1).asString()).isEqualTo(number);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "query|sum(|invalid parameter \"query\": 1:5: parse error: unclosed left parenthesis",
        "time|abc|invalid parameter \"time\": cannot parse \"abc\" to a valid timestamp",
        "timeout|abc|invalid parameter \"timeout\": cannot parse \"abc\" to a valid duration",
        "dedup|maybe|invalid parameter \"dedup\": \"maybe\" is neither true nor false",
        "max_source_resolution|-1|negative 'max_source_resolution' is not accepted",
        "engine|other|'other' bad engine",
        "limit|-1|invalid parameter \"limit\": limit must be non-negative",
        "storeMatch[]|{|invalid parameter \"storeMatch[]\": 1:2: parse error",
        "shard_info|{|invalid parameter \"shard_info\": "
      })
  void refusesWhatMakesNoSense(String name, String value, String message) {
    HttpResponse<String> answer =
        name.equals("query")
            ? querier.get("/api/v1/query", name, value)
            : querier.get("/api/v1/query", "query", "1", name, value);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(answer.body())
        .startsWith("{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"")
        .contains(message.replace("\"", "\\\""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1|2|0|zero or negative query resolution step widths are not accepted",
        "2|1|1|end timestamp must not be before start time",
        "0|11001|1|exceeded maximum resolution of 11,000 points per timeseries",
        "''|1|1|invalid parameter \\\"start\\\": cannot parse \\\"\\\" to a valid timestamp"
      })
  void refusesRangesThatMakeNoSense(String start, String end, String step, String message) {
    HttpResponse<String> answer =
        querier.get("/api/v1/query_range", "query", "1", "start", start, "end", end, "step", step);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains(message);
  }

  @Test
  void takesAStepOfItsOwnWhereNoneIsAskedFor() {
    JsonNode matrix =
        querier.json("/api/v1/query_range", "query", "1", "start", "0", "end", "2500");

    assertThat(matrix.path("data").path("result").path(0).path("values").size()).isEqualTo(251);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "1e20", "-292273086-05-16T16:47:06Z"})
  void findsNothingWhereTimeEnds(String time) {
    assertThat(querier.get("/api/v1/query", "query", "up", "time", time).body())
        .isEqualTo("{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}");
  }

  @Test
  void failsWhereNoStoreMayBeMissingAndNoneIsThere() {
    HttpResponse<String> answer =
        querier.get("/api/v1/query", "query", "up", "partial_response", "false");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("\"errorType\":\"unavailable\"");
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
  }

  @Test
  void saysWhenTimeIsUp() {
    HttpResponse<String> answer = querier.get("/api/v1/query", "query", "1", "timeout", "0");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).contains("\"errorType\":\"timeout\"");
  }

  @Test
  void cutsAResultAndSaysSo() {
    HttpResponse<String> answer =
        querier.get(
            "/api/v1/query",
            "query",
            "label_replace(vector(1), \"a\", \"b\", \"\", \"\") or vector(2)",
            "limit",
            "1");

    assertThat(answer.body()).contains("\"warnings\":[\"results truncated due to limit\"]");
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(answer.body().split("\"metric\"", -1)).hasSize(2);
  }

  @Test
  void tellsRemarksOfTheLanguageApartFromWhatIsMissing() {
    HttpResponse<String> answer =
        querier.get("/api/v1/query", "query", "quantile(2, vector(1))", "time", "4");

    assertThat(answer.body())
        .contains("\"warnings\":[\"PromQL warning: quantile value should be between 0 and 1");
    assertThat(answer.headers().firstValue("Cache-Control")).isEmpty();
  }

  @Test
  void laysOutAndTakesApartQueries() {
    assertThat(
            querier
                .json("/api/v1/format_query", "query", "sum( up )by(job)")
                .path("data")
                .asString())
        .isEqualTo("sum by (job) (up)");
    JsonNode tree = querier.json("/api/v1/parse_query", "query", "up > 1").path("data");
    assertThat(tree.path("type").asString()).isEqualTo("binaryExpr");
    assertThat(tree.path("lhs").path("name").asString()).isEqualTo("up");
  }

  @Test
  void explainsAndMeasures() {
    JsonNode plan = querier.json("/api/v1/query_explain", "query", "sum(up)").path("data");
    JsonNode measured =
        querier
            .json("/api/v1/query", "query", "sum(up)", "analyze", "true", "stats", "all")
            .path("data");

    assertThat(plan.path("children").path(0).path("name").asString()).contains("up");
    assertThat(measured.path("analysis").path("executionTime").asString()).endsWith("ms");
    assertThat(measured.path("stats").path("samples").path("samplesRead").asInt(-1)).isZero();
    assertThat(measured.path("stats").path("timings").has("execTotalTime")).isTrue();
  }

  @Test
  void letsPagesFromElsewhereAsk() {
    HttpResponse<String> answer =
        querier.send(querier.request("/api/v1/query").method("OPTIONS", BodyPublishers.noBody()));

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    assertThat(querier.get("/api/v1/query", "query", "1").headers().map())
        .containsKey("access-control-allow-origin");
  }

  @Test
  void tellsWhatItRunsWith() {
    assertThat(querier.json("/api/v1/status/flags").path("data").path("query.timeout").asString())
        .isEqualTo("2m");
    assertThat(querier.json("/api/v1/status/config").path("data").path("yaml").asString())
        .contains("auto_downsampling: true");
    assertThat(querier.json("/api/v1/status/runtimeinfo").path("data").path("startTime").asString())
        .endsWith("Z");
    assertThat(querier.json("/api/v1/status/queries").path("data").isArray()).isTrue();
    assertThat(querier.get("/api/v1/stores").body())
        .isEqualTo("{\"status\":\"success\",\"data\":{}}");
  }
}
