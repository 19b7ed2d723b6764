package io.meridian.querier.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.meridian.model.LimitExceededException;
import io.meridian.model.OverloadedException;
import io.meridian.model.QueryFailedException;
import io.meridian.service.http.Headers;
import io.meridian.service.http.Method;
import io.meridian.service.http.Parameters;
import io.meridian.service.http.Peer;
import io.meridian.service.http.Request;
import io.meridian.service.http.RequestBody;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

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
            RequestBody::empty);
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
                first.context().release(6 * MEGABYTE);
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
  void countsWhatAnAnswerHoldsUntilItIsOut() throws InterruptedException {
    List<Runnable> over = new ArrayList<>();
    QueryJob slowlyRead =
        new QueryJob("query", "acme", "up", Optional.empty(), "", _ -> {}, over::add);
    try (QueryRunner runner = new QueryRunner(LIMITS, new PrometheusRegistry())) {
      runner.run(
          slowlyRead,
          run -> {
            run.context().charge(6 * MEGABYTE);
            run.context().release(MEGABYTE); // what computing took; the rest is the answer
            return true;
          });
      assertThat(runner.active()).isEmpty();
      assertThatThrownBy(() -> charged(runner, 4 * MEGABYTE))
          .isInstanceOf(OverloadedException.class)
          .hasMessageContaining("of queries");
      assertThat(charged(runner, 3 * MEGABYTE)).isTrue();

      over.forEach(Runnable::run);

      assertThat(charged(runner, 6 * MEGABYTE)).isTrue();
    }
  }

  private static boolean charged(QueryRunner runner, long bytes) throws InterruptedException {
    return runner.run(
        job(),
        run -> {
          run.context().charge(bytes);
          run.context().release(bytes);
          return true;
        });
  }

  /** What the runner logs of a query that ends as given, with the least time that is slow. */
  private static List<ILoggingEvent> logged(Duration slow, boolean refused)
      throws InterruptedException {
    Logger log = (Logger) LoggerFactory.getLogger(ActiveQueries.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    log.addAppender(lines);
    QueryLimits limits =
        new QueryLimits(4, 4, Duration.ofSeconds(10), 6 * MEGABYTE, 8 * MEGABYTE, slow);
    try (QueryRunner runner = new QueryRunner(limits, new PrometheusRegistry())) {
      runner.run(
          job(),
          run -> {
            run.context().charge(refused ? 7 * MEGABYTE : MEGABYTE);
            return true;
          });
    } catch (LimitExceededException e) {
      assertThat(refused).isTrue();
    } finally {
      log.detachAppender(lines);
    }
    return lines.list;
  }

  private static Map<String, Object> pairs(ILoggingEvent line) {
    Map<String, Object> pairs = new HashMap<>();
    line.getKeyValuePairs().forEach(pair -> pairs.put(pair.key, pair.value));
    return pairs;
  }

  @Test
  void logsWhatTookLongWhoeverAskedAndHoweverItEnded() throws InterruptedException {
    List<ILoggingEvent> answered = logged(Duration.ZERO, false);
    List<ILoggingEvent> refused = logged(Duration.ZERO, true);

    assertThat(answered).hasSize(1);
    assertThat(answered.getFirst().getMessage()).isEqualTo("a query was slow");
    assertThat(pairs(answered.getFirst()))
        .containsEntry("kind", "query")
        .containsEntry("tenant", "acme")
        .containsEntry("query", "up")
        .containsEntry("peak_bytes", MEGABYTE)
        .containsEntry("outcome", "answered")
        .containsKeys("ms", "queued_ms", "samples");
    assertThat(pairs(refused.getFirst()).get("outcome")).asString().contains("query memory");
    assertThat(logged(Duration.ofDays(1), false)).isEmpty();
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
