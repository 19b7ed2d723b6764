package io.meridian.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.CounterResetHint;
import io.meridian.model.FloatHistogram;
import io.meridian.model.HistogramLayout;
import io.meridian.model.Labels;
import io.meridian.model.LimitExceededException;
import io.meridian.model.QueryContext;
import io.meridian.model.QueryFailedException;
import io.meridian.model.QueryTimeoutException;
import io.meridian.model.SampleBuffer;
import io.meridian.model.Spans;
import io.meridian.promql.exec.EngineOptions;
import io.meridian.promql.exec.binary.BinaryOperators;
import io.meridian.promql.function.Functions;
import io.meridian.promql.plan.QueryTimes;
import io.meridian.promql.syntax.Expression;
import io.meridian.promql.syntax.SyntaxOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Queries that would take all of time, memory or stack give an answer or a clear error soon. */
@Timeout(60)
final class HostileQueriesTest {
  private static final int SERIES = 3_000;
  private static final int STEPS = 3_000;
  private static final long STACK = 1 << 20;

  private final Engine engine =
      new Engine(
          EngineOptions.DEFAULT.withSyntax(SyntaxOptions.ALL),
          new Functions(),
          new BinaryOperators(),
          Runnable::run);

  private final MemorySource source = new MemorySource();

  private QueryResult over(int steps, String query, QueryContext context) {
    return engine.range(
        engine.parse(query), new QueryTimes(0, (steps - 1) * 1_000L, 1_000), source, context);
  }

  private static QueryContext limited(long bytes) {
    return new QueryContext(System::nanoTime, Duration.ofMinutes(1), bytes, Long.MAX_VALUE);
  }

  /** Series of one group, each of which has a sample at one step alone, ended by a stale marker. */
  private void addTurns(String name, int count) {
    for (int i = 0; i < count; i++) {
      source.add(
          Labels.of("__name__", name, "turn", "" + i),
          i * 1_000L,
          1_000,
          i,
          Double.longBitsToDouble(0x7ff0000000000002L));
    }
  }

  private void addLasting(String name, int count) {
    for (int i = 0; i < count; i++) {
      source.add(Labels.of("__name__", name, "i", "" + i), 0, 1_000, 1);
    }
  }

  @Test
  void joinsSeriesThatTakeTurnsInTheTimeOfTheirSamples() {
    addTurns("one", SERIES);
    addTurns("many", SERIES);

    QueryResult joined = over(STEPS, "sum(many + on() group_left() one)", QueryContext.unlimited());

    QueryResult.Matrix matrix = (QueryResult.Matrix) joined.value();
    assertThat(matrix.series()).hasSize(1);
    assertThat(matrix.series().getFirst().samples().size()).isEqualTo(STEPS);
    assertThat(matrix.series().getFirst().samples().value(7)).isEqualTo(14);
  }

  @Test
  void refusesManyToManyBeforePairing() {
    addLasting("one", SERIES);
    addLasting("many", SERIES);

    assertThatThrownBy(() -> over(10, "many + on() group_left() one", limited(8 << 20)))
        .isInstanceOf(QueryFailedException.class)
        .hasMessageContaining("many-to-many matching not allowed");
  }

  @Test
  void namesTheMemoryLimitThatAJoinMeets() {
    addTurns("one", SERIES);
    addLasting("many", 100);

    assertThatThrownBy(() -> over(STEPS, "many + on() group_left(turn) one", limited(64 << 20)))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("query memory");
  }

  @Test
  void chargesTheSeriesThatAJoinMakes() {
    addTurns("one", 300);
    addLasting("many", 300);
    String query = "count(many + on() group_left(turn) one)";

    assertThat(over(300, query, limited(32 << 20)).value()).isNotNull();
    assertThatThrownBy(() -> over(300, query, limited(4 << 20)))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("query memory");
  }

  @Test
  void chargesTheBucketsOfAnAnswersHistograms() {
    int buckets = 200;
    SampleBuffer samples = new SampleBuffer();
    double[] counts = new double[buckets];
    Arrays.fill(counts, 1);
    FloatHistogram histogram =
        FloatHistogram.of(
            new HistogramLayout(0, 0.001, Spans.of(0, buckets), Spans.NONE, new double[0]),
            CounterResetHint.GAUGE,
            buckets,
            0,
            1,
            counts);
    for (int i = 0; i < 300; i++) {
      histogram.addTo(samples.lane());
      samples.addHistogram(i * 1_000L, 1, 0);
    }
    source.add(Labels.of("__name__", "wide"), samples);
    long bytes = 300L * buckets * Double.BYTES;

    QueryResult.Value answer = over(300, "wide", limited(8 * bytes)).value();
    assertThat(answer.series().getFirst().bytes()).isBetween(bytes, 3 * bytes);
    assertThatThrownBy(() -> over(300, "wide", limited(bytes)))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("query memory");
  }

  @Test
  void chargesTheSamplesOfARangeAsTheyCome() {
    int samples = 2_000;
    double[] values = new double[samples];
    for (int i = 0; i < 100; i++) {
      source.add(Labels.of("__name__", "long", "i", "" + i), 0, 1_000, values);
    }
    Expression range = engine.parse("long[1h]");
    long bytes = 100L * samples * (Long.BYTES + Double.BYTES);

    assertThat(engine.instant(range, 3_000_000, source, limited(2 * bytes)).value().series())
        .hasSize(100);
    assertThatThrownBy(() -> engine.instant(range, 3_000_000, source, limited(bytes / 2)))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("query memory");
  }

  @Test
  void endsAJoinWhenItsTimeIsUp() {
    addTurns("one", SERIES);
    addLasting("many", 100);
    AtomicLong clock = new AtomicLong();
    QueryContext hurried =
        new QueryContext(
            () -> clock.getAndAdd(Duration.ofMillis(1).toNanos()),
            Duration.ofMillis(30),
            Long.MAX_VALUE,
            Long.MAX_VALUE);

    assertThatThrownBy(() ->
            over(
                STEPS,
                "many + on() group_left(turn) one + on(i, turn) many + on() group_left(turn)"
                    + " one",
                hurried))
        .isInstanceOf(QueryTimeoutException.class)
        .hasMessageContaining("30 ms");
  }

  @Test
  void evaluatesTheDeepestTreesInASmallStack() {
    source.add(Labels.of("__name__", "a"), 0, 1_000, 1);
    String signs = "-(".repeat(330) + "a" + ")".repeat(330);
    String sums = "a" + " + a".repeat(990);
    String alternatives = "a" + " or a".repeat(990);
    String subqueries = "max_over_time(".repeat(100) + "a" + "[2s:1s])".repeat(100);

    assertThat(value(signs)).isEqualTo(1);
    assertThat(value(sums)).isEqualTo(991);
    assertThat(value(alternatives)).isEqualTo(1);
    assertThat(value(subqueries)).isEqualTo(1);
  }

  private double value(String query) {
    AtomicReference<Object> result = new AtomicReference<>();
    Thread small =
        new Thread(
            null,
            () -> {
              try {
                result.set(
                    engine.instant(engine.parse(query), 0, source, QueryContext.unlimited()));
              } catch (Throwable e) {
                result.set(e);
              }
            },
            "small-stack",
            STACK);
    small.start();
    try {
      small.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    if (result.get() instanceof QueryResult answer) {
      return ((QueryResult.Vector) answer.value()).series().getFirst().samples().value(0);
    }
    throw new AssertionError(query.substring(0, 20), (Throwable) result.get());
  }

  @Test
  void matchesTenThousandBranches() {
    for (int i = 0; i < 2_000; i++) {
      source.add(Labels.of("__name__", "a", "pod", "pod-" + i * 7 + "-x"), 0, 1_000, 1);
    }
    StringBuilder branches = new StringBuilder("pod-0-.");
    for (int i = 1; i < 10_000; i++) {
      branches.append("|pod-").append(i).append("-[xy]+");
    }

    QueryResult counted = over(2, "count(a{pod=~\"" + branches + "\"})", QueryContext.unlimited());

    // Multiples of 7 below 10,000.
    assertThat(((QueryResult.Matrix) counted.value()).series().getFirst().samples().value(0))
        .isEqualTo(1429);
  }

  @Test
  void answersAMegabyteOfSelectors() {
    source.add(Labels.of("__name__", "a", "b", "x"), 0, 1_000, 1);
    String matchers = "b!=\"" + "y".repeat(100) + "\",";
    String query = "a{" + matchers.repeat(1_000_000 / matchers.length()) + "b=\"x\"}";

    assertThat(((QueryResult.Matrix) over(2, query, QueryContext.unlimited()).value()).series())
        .hasSize(1);
  }
}
