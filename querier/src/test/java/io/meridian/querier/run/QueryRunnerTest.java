package io.meridian.querier.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.LimitExceededException;
import io.meridian.model.OverloadedException;
import io.meridian.model.QueryFailedException;
import io.meridian.service.http.Headers;
import io.meridian.service.http.Method;
import io.meridian.service.http.Parameters;
import io.meridian.service.http.Peer;
import io.meridian.service.http.Request;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class QueryRunnerTest {
  private static final long MEGABYTE = 1 << 20;
  private static final QueryLimits LIMITS =
      new QueryLimits(
          4, 4, Duration.ofSeconds(10), 6 * MEGABYTE, 8 * MEGABYTE, Duration.ofSeconds(10));

  private static QueryJob job() {
    Request request =
        new Request(
            Method.GET,
            "/",
            Parameters.NONE,
            Headers.NONE,
            "id",
            new Peer("127.0.0.1", Optional.empty()),
            Map.of(),
            () -> new byte[0]);
    return new QueryJob("query", "acme", "up", Optional.empty(), request);
  }

  @Test
  void holdsAQueryToItsMemory() {
    try (QueryRunner runner = new QueryRunner(LIMITS, new PrometheusRegistry())) {
      assertThatThrownBy(() ->
              runner.run(
                  job(),
                  run -> {
                    run.context().charge(7 * MEGABYTE);
                    return true;
                  }))
          .isInstanceOf(LimitExceededException.class)
          .hasMessageContaining("query memory");
    }
  }

  @Test
  void refusesAQueryForWhichThereIsNoRoomBesideOthers() throws InterruptedException {
    try (QueryRunner runner = new QueryRunner(LIMITS, new PrometheusRegistry())) {
      boolean answered =
          runner.run(
              job(),
              first -> {
                first.context().charge(5 * MEGABYTE);
                assertThatThrownBy(() ->
                        runner.run(
                            job(),
                            second -> {
                              assertThat(runner.active()).hasSize(2);
                              second.context().charge(4 * MEGABYTE);
                              return true;
                            }))
                    .isInstanceOf(OverloadedException.class)
                    .hasMessageContaining("of queries");
                first.context().charge(MEGABYTE);
                return true;
              });

      assertThat(answered).isTrue();
      assertThat(runner.active()).isEmpty();
      long again =
          runner.run(
              job(),
              run -> {
                run.context().charge(6 * MEGABYTE);
                return run.context().peakBytes();
              });
      assertThat(again).isEqualTo(6 * MEGABYTE);
    }
  }

  @Test
  void passesOnWhatTheWorkThrows() {
    try (QueryRunner runner = new QueryRunner(LIMITS, new PrometheusRegistry())) {
      assertThatThrownBy(() ->
              runner.run(
                  job(),
                  _ -> {
                    throw new QueryFailedException("no answer");
                  }))
          .isInstanceOf(QueryFailedException.class)
          .hasMessage("no answer");
    }
  }
}
