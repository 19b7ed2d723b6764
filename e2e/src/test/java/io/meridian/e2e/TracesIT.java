package io.meridian.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.e2e.SpanCollector.Span;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A query and a write of {@code ./meridian all}, followed over gRPC, as a collector sees them. */
final class TracesIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String CALLER = "00f067aa0ba902b7";

  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private int asked;

  @Test
  void showsAQueryFromItsRequestToEachStore() throws Exception {
    AllCommand command = new AllCommand(folder, "all");
    try (SpanCollector collector = SpanCollector.start();
        RunningProgram all = command.startUntilReady("--hops.grpc", collector.flag());
        RingLoad load = new RingLoad(List.of(command.writeUrl()))) {
      load.goOn();
      load.finish();

      ReceiverCommand.await("an answer", PATIENCE, () -> ask(command).contains("\"value\""));
      String trace = trace(asked);
      ReceiverCommand.await(
          () -> "the spans of stores, behind " + collector.of(trace),
          PATIENCE,
          () -> isWhole(collector.of(trace)));
      ReceiverCommand.await(
          "spans of writes", PATIENCE, () -> !collector.named("POST /api/v1/receive").isEmpty());

      assertThat(command.get("/metrics").lines())
          .anyMatch(line -> line.matches("meridian_trace_spans_sent_total [1-9].*"));
      assertThat(all.terminate()).as(all.log()).isZero();
    }
  }

  private static String trace(int number) {
    return "%032x".formatted(number);
  }

  /** Asks, each time as part of another trace; the answer's body. */
  private String ask(AllCommand command) {
    asked++;
    URI query =
        URI.create(
            "http://127.0.0.1:"
                + command.httpPort()
                + "/api/v1/query?query=count("
                + RingLoad.METRIC
                + ")");
    HttpRequest request =
        HttpRequest.newBuilder(query)
            .header("traceparent", "00-" + trace(asked) + "-" + CALLER + "-01")
            .build();
    try {
      HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
      assertThat(answer.headers().firstValue("X-Request-Id")).contains(trace(asked));
      return answer.body();
    } catch (IOException e) {
      return "nothing";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Whether there is a call that a store served for one that was made for the request. */
  private static boolean isWhole(List<Span> spans) {
    Optional<Span> request =
        spans.stream()
            .filter(span -> span.parent().equals(CALLER) && span.name().equals("GET /api/v1/query"))
            .findFirst();
    return request.isPresent()
        && spans.stream()
            .filter(span -> !span.served() && span.name().equals("thanos.Store/Series"))
            .filter(call -> call.parent().equals(request.get().id()))
            .anyMatch(call ->
                spans.stream().anyMatch(span -> span.served() && span.parent().equals(call.id())));
  }
}
