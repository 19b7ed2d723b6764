package io.meridian.querier;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

final class PageTest {
  @Test
  void servesThePageAndNothingFromElsewhere() {
    try (RunningQuerier querier = RunningQuerier.with("--web.route-prefix=/prom")) {
      HttpResponse<String> index = querier.get("/prom/");

      assertThat(index.statusCode()).isEqualTo(200);
      assertThat(index.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
      assertThat(index.headers().firstValue("Content-Security-Policy").orElse(""))
          .startsWith("default-src 'none'");
      for (String file : new String[] {"page.css", "page.js", "graph.js"}) {
        HttpResponse<String> part = querier.get("/prom/" + file);
        assertThat(index.body()).contains("\"" + file + "\"");
        assertThat(part.statusCode()).isEqualTo(200);
        assertThat(part.body().replace("http://www.w3.org/2000/svg", ""))
            .doesNotContain("http://", "https://", "innerHTML");
      }
      assertThat(querier.get("/prom/api/v1/query", "query", "1").statusCode()).isEqualTo(200);
      assertThat(querier.get("/api/v1/query", "query", "1").statusCode()).isEqualTo(404);
    }
  }
}
