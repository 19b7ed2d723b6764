package io.meridian.promql;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Histogram;
import io.meridian.model.MeridianException;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SeriesSource;
import io.meridian.model.StaleMarker;
import io.meridian.promql.exec.BinaryLibrary;
import io.meridian.promql.exec.EngineOptions;
import io.meridian.promql.exec.binary.BinaryOperators;
import io.meridian.promql.function.Functions;
import io.meridian.promql.plan.QueryTimes;
import io.meridian.promql.plan.Rewrite;
import io.meridian.promql.script.ScriptSource;
import io.meridian.promql.syntax.SyntaxOptions;
import io.meridian.testkit.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Rewritten, on several threads, in parts and step by step, a query has the answer of its plain
 * execution, bit by bit: over random queries and random data.
 */
final class SameBitsTest {
  private static final int SOURCES = 5;
  private static final int QUERIES = 60;
  private static final long STEP = 20_000;
  private static final QueryTimes TIMES = new QueryTimes(100_000, 100_000 + 24 * STEP, STEP);

  @RegisterExtension final Seed seed = new Seed();

  private final RandomGenerator random = seed.random();
  private final BinaryLibrary binaries = new BinaryOperators();
  private final EngineOptions options = EngineOptions.DEFAULT.withSyntax(SyntaxOptions.ALL);
  private final List<Rewrite> rewrites = Engine.rewrites(options, binaries);
  private final Engine plain = engine(List.of());

  private Engine engine(List<Rewrite> some) {
    return new Engine(options, new Functions(), binaries, Runnable::run, some);
  }

  /** Every sample as bits by series and time; or what went wrong. */
  private static Map<String, String> answer(
      Engine engine, String query, QueryTimes times, SeriesSource source) {
    Map<String, String> samples = new TreeMap<>();
    try {
      QueryContext context = QueryContext.unlimited();
      QueryResult result =
          times.isInstant()
              ? engine.instant(engine.parse(query), times.start(), source, context)
              : engine.range(engine.parse(query), times, source, context);
      switch (result.value()) {
        case QueryResult.Vector vector -> vector.series().forEach(one -> put(one, samples));
        case QueryResult.Matrix matrix -> matrix.series().forEach(one -> put(one, samples));
        case QueryResult.Scalar _, QueryResult.Text _ ->
            throw new AssertionError("no vector: " + query);
      }
    } catch (MeridianException e) {
      samples.clear();
      samples.put("error", String.valueOf(e.getMessage()));
    }
    return samples;
  }

  private static void put(QueryResult.Series series, Map<String, String> into) {
    SampleBuffer samples = series.samples();
    for (int i = 0; i < samples.size(); i++) {
      int index = samples.laneIndex(i);
      String value =
          index < 0
              ? Long.toHexString(bits(samples.value(i)))
              : Histogram.of(samples.lane(), index).toString();
      into.put(series.labels() + " @ " + samples.time(i), value);
    }
  }

  /** Calls with random queries, each with its plain answer; half of them at least have samples. */
  private void forQueries(Check check) {
    int answered = 0;
    for (int i = 0; i < SOURCES; i++) {
      ScriptSource source = new RandomSeries(random).source();
      EvaluableQuery queries = new EvaluableQuery(random);
      for (int q = 0; q < QUERIES; q++) {
        String query = queries.next();
        Map<String, String> expected = answer(plain, query, TIMES, source);
        answered += expected.isEmpty() || expected.containsKey("error") ? 0 : 1;
        check.check(query, expected, source);
      }
    }
    assertThat(answered).isGreaterThan(SOURCES * QUERIES / 2);
  }

  /** What is done with each query. */
  @FunctionalInterface
  private interface Check {
    void check(String query, Map<String, String> expected, ScriptSource source);
  }

  @Test
  void eachRewriteAloneAndAllTogether() {
    List<Engine> engines =
        new ArrayList<>(rewrites.stream().map(one -> engine(List.of(one))).toList());
    engines.add(engine(rewrites));

    forQueries((query, expected, source) -> {
      for (int i = 0; i < engines.size(); i++) {
        assertThat(answer(engines.get(i), query, TIMES, source))
            .as("%s after rewrite %d", query, i)
            .isEqualTo(expected);
      }
    });
  }

  @Test
  void onSeveralThreads() {
    try (ExecutorService workers = Executors.newFixedThreadPool(3)) {
      Engine threaded = new Engine(options.withThreads(4), new Functions(), binaries, workers);

      forQueries((query, expected, source) ->
          assertThat(answer(threaded, query, TIMES, source)).as(query).isEqualTo(expected));
    }
  }

  /** At a single step topk gives its series by value, so that a sum of them has another order. */
  @Test
  void inPartsAndStepByStep() {
    Engine whole = engine(rewrites);
    long middle = TIMES.start() + 11 * STEP;

    forQueries((query, expected, source) -> {
      if (expected.containsKey("error")) {
        return;
      }
      Map<String, String> parts =
          answer(whole, query, new QueryTimes(TIMES.start(), middle, STEP), source);
      parts.putAll(answer(whole, query, new QueryTimes(middle + STEP, TIMES.end(), STEP), source));
      assertThat(parts).as("%s in parts", query).isEqualTo(expected);
      if (query.contains("topk") || query.contains("bottomk")) {
        return;
      }
      Map<String, String> steps = new TreeMap<>();
      for (long time = TIMES.start(); time <= TIMES.end(); time += STEP) {
        steps.putAll(answer(whole, query, QueryTimes.instant(time), source));
      }
      assertThat(steps).as("%s step by step", query).isEqualTo(expected);
    });
  }

  @Test
  void withoutSamplesThatNoStepLooksAt() {
    Engine engine =
        new Engine(
            options.withLookback(Duration.ofSeconds(25)),
            new Functions(),
            binaries,
            Runnable::run,
            rewrites);
    QueryTimes sparse = new QueryTimes(TIMES.start(), TIMES.end(), 4 * STEP + 7_000);
    long[] left = new long[1];

    forQueries((query, _, source) -> {
      SparseSource some = new SparseSource(source);
      assertThat(answer(engine, query, sparse, some))
          .as(query)
          .isEqualTo(answer(engine, query, sparse, source));
      left[0] += some.left();
    });
    assertThat(left[0]).isGreaterThan(1_000);
  }

  /**
   * Of numbers all bits. Which sign a NaN gets that an operation makes depends on how the machine's
   * instruction was made, of one and the same code; the stale marker is no such NaN.
   */
  private static long bits(double value) {
    return StaleMarker.isStale(value)
        ? Double.doubleToRawLongBits(value)
        : Double.doubleToLongBits(value);
  }
}
