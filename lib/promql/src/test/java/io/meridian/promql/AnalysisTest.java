package io.meridian.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.Labels;
import io.meridian.model.LimitExceededException;
import io.meridian.model.MeridianException;
import io.meridian.model.QueryCancelledException;
import io.meridian.model.QueryContext;
import io.meridian.model.QueryTimeoutException;
import io.meridian.promql.exec.EngineOptions;
import io.meridian.promql.exec.OperatorStatistics;
import io.meridian.promql.exec.binary.BinaryOperators;
import io.meridian.promql.function.Functions;
import io.meridian.promql.plan.QueryTimes;
import io.meridian.promql.syntax.SyntaxOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of a query's plan and of what it took, and what happens when that is too much. */
final class AnalysisTest {
  private static final QueryTimes TIMES = new QueryTimes(60_000, 120_000, 10_000);

  private final MemorySource source = source(2_500);

  private static MemorySource source(int series) {
    MemorySource source = new MemorySource();
    double[] values = new double[20];
    for (int i = 0; i < series; i++) {
      for (int at = 0; at < values.length; at++) {
        values[at] = i * 0.1 + at;
      }
      source.add(
          Labels.of("__name__", "m", "g", "" + i % 7, "i", "" + i), 0, 10_000, values.clone());
    }
    return source;
  }

  private static Engine engine() {
    return new Engine(options(), new Functions(), new BinaryOperators(), Runnable::run);
  }

  private static EngineOptions options() {
    return EngineOptions.DEFAULT.withSyntax(SyntaxOptions.ALL);
  }

  private Analysis analyze(Engine engine, String query) {
    return engine.analyze(engine.parse(query), TIMES, source, QueryContext.unlimited());
  }

  private static OperatorStatistics measured(Explanation explanation) {
    return explanation.measured().orElseThrow();
  }

  @Test
  void explainsWithoutRunning() {
    Engine engine = engine();

    String text =
        engine
            .explain(
                engine.parse(
                    "sum by (g) (rate(m{i!=\"1\"}[1m] offset 5s)) / on (g) group_left () (m @ 60)"
                        + " > bool 2 * 3"),
                TIMES)
            .text();

    assertThat(text)
        .isEqualTo(
            """
            binary > bool
              binary / on (g) group_left ()
                aggregate sum by (g)
                  function rate
                    select-range {i!="1", __name__="m"}[60s] offset 5s labels (g, __name__)
                once
                  select {__name__="m"} @ 60
              number 6
            """);
  }

  @Test
  void measuresEachOperator() {
    Explanation top = analyze(engine(), "sum by (g) (rate(m[30s]))").explanation();

    assertThat(measured(top).series()).isEqualTo(7);
    assertThat(measured(top).samples()).isEqualTo(7 * 7);
    assertThat(measured(top).peakBytes()).isPositive();
    OperatorStatistics rate = measured(top.inputs().getFirst());
    assertThat(rate.series()).isEqualTo(2_500);
    assertThat(rate.samples()).isEqualTo(2_500 * 7);
    assertThat(rate.samplesRead()).isEqualTo(2_500 * 9);
    assertThat(rate.wallNanos()).isPositive();
    assertThat(top.inputs().getFirst().inputs().getFirst().measured()).isEmpty();
  }

  @Test
  void measuresTheSameWorkOnManyThreads() {
    try (ExecutorService workers = Executors.newFixedThreadPool(3)) {
      Engine many =
          new Engine(options().withThreads(4), new Functions(), new BinaryOperators(), workers);
      String query = "sum by (g) (rate(m[30s])) + on (g) count by (g) (m)";

      Explanation one = analyze(engine(), query).explanation();
      Explanation four = analyze(many, query).explanation();

      assertThat(counts(four)).isEqualTo(counts(one));
    }
  }

  private static List<Object> counts(Explanation explanation) {
    return List.of(
        explanation.kind(),
        explanation.measured().stream()
            .map(some -> List.of(some.series(), some.samples(), some.samplesRead()))
            .toList(),
        explanation.inputs().stream().map(AnalysisTest::counts).toList());
  }

  @Test
  void givesTheTreeForJson() {
    Map<String, Object> json = analyze(engine(), "-m").explanation().json();

    assertThat(json).containsEntry("kind", "negate").containsKeys("detail", "measured", "inputs");
    assertThat((Map<?, ?>) json.get("measured"))
        .extracting("series", "samples", "samplesRead")
        .containsExactly(2_500L, 2_500L * 7, 0L);
    assertThat((List<?>) json.get("inputs"))
        .singleElement()
        .satisfies(
            input -> assertThat(((Map<?, ?>) input).get("detail")).isEqualTo("{__name__=\"m\"}"));
  }

  @Test
  void analyzesWhatRangeQueriesMayAskOnly() {
    Engine engine = engine();

    assertThatThrownBy(() -> analyze(engine, "m[5m]"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("invalid expression type \"range vector\" for range query");
  }

  /** Operators that keep something, each in its own way. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "m",
        "sum by (i) (m)",
        "avg by (i) (rate(m[1m]))",
        "quantile by (g) (0.5, m)",
        "topk by (g) (3, m)",
        "bottomk(1000, m)",
        "limitk by (g) (5, m)",
        "limit_ratio(0.5, m)",
        "count_values(\"v\", m)",
        "m + on (i) m",
        "m + on (i) fill (0) (m > 100)",
        "m and on (i) (m > 10)",
        "m or -m",
        "max_over_time(sum by (g) (m)[1m:10s])",
        "m + on (i) group_left () (m @ 60)"
      })
  void givesBackItsMemoryAndEndsWhereItMayHaveLess(String query) {
    QueryContext free = QueryContext.unlimited();
    engine().range(engine().parse(query), TIMES, source, free);
    long peak = free.peakBytes();

    assertThat(free.bytes()).isZero();
    assertThat(peak).isPositive();
    QueryContext limited =
        new QueryContext(System::nanoTime, Duration.ofMinutes(1), peak - 1, Long.MAX_VALUE);
    assertThatThrownBy(() -> engine().range(engine().parse(query), TIMES, source, limited))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("query memory limit exceeded")
        .hasMessageContaining("of " + (peak - 1) + " bytes; ask for less or raise the limit");
  }

  @Test
  void keepsNoMoreThanGroupsOfAnAggregation() {
    QueryContext few = QueryContext.unlimited();
    QueryContext many = QueryContext.unlimited();
    Engine engine = engine();

    engine.range(engine.parse("sum by (g) (m)"), TIMES, source, few);
    engine.range(engine.parse("sum by (g) (m)"), TIMES, source(20_000), many);

    assertThat(many.peakBytes()).isLessThan(few.peakBytes() * 11 / 10);
  }

  @Test
  void endsWhereItMayReadLess() {
    QueryContext limited =
        new QueryContext(System::nanoTime, Duration.ofMinutes(1), Long.MAX_VALUE, 10_000);

    assertThatThrownBy(() -> run("sum(m)", limited))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageMatching(
            "query samples limit exceeded: \\d+ of 10000 samples; ask for less or raise the limit");
  }

  @Test
  void endsWhenItsTimeIsUp() {
    AtomicLong clock = new AtomicLong();
    QueryContext late =
        new QueryContext(
            () -> clock.getAndAdd(Duration.ofMillis(300).toNanos()),
            Duration.ofSeconds(1),
            Long.MAX_VALUE,
            Long.MAX_VALUE);

    assertThatThrownBy(() -> run("sum(m)", late))
        .isInstanceOf(QueryTimeoutException.class)
        .hasMessage("the query ran longer than its timeout of 1000 ms");
  }

  @Test
  void endsWhenNobodyWaitsForItAnyMore() {
    QueryContext left = QueryContext.unlimited();
    left.cancel();

    assertThatThrownBy(() -> run("sum(m)", left))
        .isInstanceOf(QueryCancelledException.class)
        .isInstanceOf(MeridianException.class)
        .hasMessage("the query was cancelled");
  }

  private void run(String query, QueryContext context) {
    engine().range(engine().parse(query), TIMES, source, context);
  }
}
