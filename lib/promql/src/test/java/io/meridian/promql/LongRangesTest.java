package io.meridian.promql;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesSource;
import io.meridian.promql.exec.EngineOptions;
import io.meridian.promql.exec.binary.BinaryOperators;
import io.meridian.promql.function.Functions;
import io.meridian.promql.plan.QueryTimes;
import io.meridian.testkit.Seed;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Queries over a week, which see fewer series at a time. */
final class LongRangesTest {
  private static final long STEP = 6 * 3_600_000;
  private static final QueryTimes WEEK = new QueryTimes(STEP, 28 * STEP, STEP);
  private static final int SERIES = 150;
  private static final List<String> QUERIES =
      List.of(
          "sum(m)",
          "sum by (job) (rate(m[7h]))",
          "topk by (job) (2, m)",
          "count_values(\"v\", m)",
          "m and on (i) m{job=\"3\"}",
          "m - on (i) group_left () max by (i) (m)",
          "sum by (job) (rate(m[1d] @ end()))",
          "{__name__=~\"m|n\", job=\"1\"} or n",
          "sort_desc(abs({job=~\"[12]\"}))",
          "quantile by (job) (0.5, m)");

  @RegisterExtension final Seed seed = new Seed();

  private final MemorySource source = source(seed.random());

  /** Whole numbers, whose sums do not depend on their order. */
  private static MemorySource source(RandomGenerator random) {
    MemorySource source = new MemorySource();
    for (int i = 0; i < SERIES; i++) {
      SampleBuffer samples = new SampleBuffer();
      for (long time = 0; time <= WEEK.end(); time += STEP / 2) {
        samples.add(time, random.nextInt(50));
      }
      source.add(
          Labels.of("__name__", i < 100 ? "m" : "n", "job", "" + i % 7, "i", "" + i), samples);
    }
    return source;
  }

  private static Map<String, Double> answer(
      Engine engine, String query, QueryTimes times, SeriesSource of) {
    Map<String, Double> samples = new TreeMap<>();
    QueryContext context = QueryContext.unlimited();
    QueryResult result =
        times.isInstant()
            ? engine.instant(engine.parse(query), times.start(), of, context)
            : engine.range(engine.parse(query), times, of, context);
    List<QueryResult.Series> all =
        switch (result.value()) {
          case QueryResult.Vector vector -> vector.series();
          case QueryResult.Matrix matrix -> matrix.series();
          case QueryResult.Scalar _, QueryResult.Text _ -> List.of();
        };
    for (QueryResult.Series series : all) {
      for (int i = 0; i < series.samples().size(); i++) {
        samples.put(series.labels() + " @ " + series.samples().time(i), series.samples().value(i));
      }
    }
    return samples;
  }

  @Test
  void haveTheAnswersOfTheirSteps() {
    try (ExecutorService workers = Executors.newFixedThreadPool(3)) {
      Engine one = engine(EngineOptions.DEFAULT, Runnable::run);
      Engine several = engine(EngineOptions.DEFAULT.withThreads(4), workers);
      for (String query : QUERIES) {
        Map<String, Double> steps = new TreeMap<>();
        for (long time = WEEK.start(); time <= WEEK.end() && !query.contains("@"); time += STEP) {
          steps.putAll(answer(one, query, QueryTimes.instant(time), source));
        }
        Map<String, Double> week = answer(one, query, WEEK, source);
        assertThat(week).as(query).isNotEmpty();
        assertThat(answer(several, query, WEEK, source)).as(query).isEqualTo(week);
        if (!query.contains("@")) {
          assertThat(week).as(query).isEqualTo(steps);
        }
      }
    }
  }

  private static Engine engine(EngineOptions options, Executor workers) {
    return new Engine(options, new Functions(), new BinaryOperators(), workers);
  }

  @Test
  void holdFewSeriesAtATime() {
    Open open = new Open();
    Engine engine = engine(EngineOptions.DEFAULT, Runnable::run);

    answer(engine, "sum(rate(n[7h]))", WEEK, open);
    assertThat(open.most).isPositive().isLessThanOrEqualTo(40);
    assertThat(open.now).isZero();
  }

  /** The series of the source, of which it counts those that are held. */
  private final class Open extends ForwardedSource {
    private int now;
    private int most;

    Open() {
      super(source);
    }

    @Override
    SeriesBatch batch(SeriesBatch batch, SelectHints hints) {
      now += batch.size();
      most = Math.max(most, now);
      return new Batch(batch) {
        @Override
        public void close() {
          now -= size();
          super.close();
        }
      };
    }
  }
}
