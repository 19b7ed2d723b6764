package io.meridian.querier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** A store that accepts and stays silent, and who waits for it. */
@Timeout(60)
final class SilentStoreTest {
  @Test
  void aClientThatLeavesCancelsDownToTheStores() throws IOException, InterruptedException {
    try (SilentStore store = new SilentStore();
        RunningQuerier querier = RunningQuerier.with("--endpoint=" + store.address())) {
      int port = querier.request("/").build().uri().getPort();
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
        client
            .getOutputStream()
            .write(
                "GET /api/v1/query?query=up HTTP/1.1\r\nHost: q\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
        store.awaitQuestion();
        JsonNode running = querier.json("/api/v1/status/queries").path("data");
        assertThat(running.path(0).path("query").asString()).isEqualTo("up");
      }

      store.awaitCancellation();

      while (!querier.json("/api/v1/status/queries").path("data").isEmpty()) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void aSilentStoreCostsItsTimeAndIsTold() {
    try (SilentStore store = new SilentStore();
        RunningQuerier querier =
            RunningQuerier.with(
                "--endpoint=" + store.address(), "--store.response-timeout=200ms")) {
      HttpResponse<String> answer = querier.get("/api/v1/query", "query", "up");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("\"warnings\":[\"store " + store.address());
    }
  }

  @Test
  void aQuerysTimeIsPassedOnSoThatItCanAnswerWithoutTheStore() throws InterruptedException {
    try (SilentStore store = new SilentStore();
        RunningQuerier querier = RunningQuerier.with("--endpoint=" + store.address())) {
      HttpResponse<String> partial = querier.get("/api/v1/query", "query", "up", "timeout", "3s");
      HttpResponse<String> whole =
          querier.get(
              "/api/v1/query", "query", "up", "timeout", "500ms", "partial_response", "false");

      assertThat(partial.statusCode()).isEqualTo(200);
      assertThat(partial.body()).contains("\"warnings\":[\"store " + store.address());
      assertThat(whole.statusCode()).isEqualTo(503);
      store.awaitCancellation();
    }
  }
}
