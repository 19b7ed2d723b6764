package io.meridian.querier;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.testkit.Conformance;
import io.meridian.testkit.Golden;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The requests that Prometheus' document of its API shows, and the shapes it promises. */
final class OpenApiTest {
  /** What is served here of the paths in the document. */
  private static final List<String> PATHS =
      List.of(
          "/query",
          "/query_range",
          "/query_exemplars",
          "/format_query",
          "/parse_query",
          "/labels",
          "/label/{name}/values",
          "/series",
          "/metadata",
          "/targets",
          "/rules",
          "/alerts",
          "/status/config",
          "/status/runtimeinfo",
          "/status/buildinfo",
          "/status/flags",
          "/status/tsdb");

  /** Fields of ours, and of Mimir that Grafana knows. */
  private static final List<String> EXTRA =
      List.of("peakBytes", "samplesRead", "javaVersion", "features", "partialResponseStrategy");

  @TempDir private Path folder;

  @Test
  void answersEveryRequestOfTheDocumentInItsShape() throws IOException {
    OpenApi document =
        OpenApi.parse(
            Files.readString(Golden.assumePresent("http-api/prometheus-openapi-3.1.yaml")));
    int held = 0;
    try (TestStore store = TestStore.in(folder, Labels.of("receive_replica", "r0"));
        RunningQuerier querier = RunningQuerier.with("--endpoint=" + store.address())) {
      store.with("default-tenant", Given.traced(9, "up", "job", "prometheus", "instance", "a"));
      for (String path : PATHS) {
        for (OpenApi.Shown shown : document.requests(path)) {
          String[] parameters = shown.parameters().toArray(String[]::new);
          HttpResponse<String> answer =
              shown.method().equals("GET")
                  ? querier.get("/api/v1" + shown.path(), parameters)
                  : querier.post("/api/v1" + shown.path(), parameters);

          assertThat(answer.statusCode()).as(shown + answer.body()).isEqualTo(200);
          assertThat(
                  document.fault(
                      JsonMapper.shared().readTree(answer.body()), shown.schema(), "$", EXTRA))
              .as(shown + " " + answer.body())
              .isEmpty();
          held++;
        }
      }
      HttpResponse<String> error = querier.get("/api/v1/query", "query", "(");
      assertThat(
              document.fault(
                  JsonMapper.shared().readTree(error.body()), document.error(), "$", List.of()))
          .isEmpty();
    }
    Conformance.count("openapi-requests", held);
  }
}
