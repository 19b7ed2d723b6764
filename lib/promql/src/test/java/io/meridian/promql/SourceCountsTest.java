package io.meridian.promql;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.CountAnswer;
import io.meridian.model.LabelBytes;
import io.meridian.model.LabelNames;
import io.meridian.model.Labels;
import io.meridian.model.LookbackSteps;
import io.meridian.model.Matcher;
import io.meridian.model.Outcome;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCounts;
import io.meridian.model.SeriesCursor;
import io.meridian.model.SeriesSource;
import io.meridian.model.StaleMarker;
import io.meridian.promql.exec.EngineOptions;
import io.meridian.promql.exec.binary.BinaryOperators;
import io.meridian.promql.function.Functions;
import io.meridian.promql.plan.QueryTimes;
import io.meridian.testkit.Seed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Counts are the same, whoever counts. */
class SourceCountsTest {
  /** Whose series are counted by their source. */
  private static final List<String> COUNTED =
      List.of(
          "count(m)",
          "group(m)",
          "count by (job) (m)",
          "group by (job, absent) ({__name__=~\"m|n\"})",
          "count by (__name__, job) ({job=~\".+\"})",
          "count(m offset 7m)",
          "count(m offset -7m)",
          "count(m @ 1500)",
          "count(none)",
          "count by (job) (m) > 3",
          "max_over_time(count(m)[10m:1m])",
          "count(m) / count(n)");

  /** And whose are not. */
  private static final List<String> SELECTED =
      List.of(
          "count without (i) (m)", "sum(m)", "count(-m)", "count(timestamp(m))", "count(m > 2)");

  private static final QueryTimes RANGE = new QueryTimes(1_200_000, 2_400_000, 60_000);

  @RegisterExtension final Seed seed = new Seed();

  private final Engine engine =
      new Engine(EngineOptions.DEFAULT, new Functions(), new BinaryOperators(), Runnable::run);

  private static MemorySource source(RandomGenerator random) {
    MemorySource source = new MemorySource();
    for (int i = 0; i < 60; i++) {
      SampleBuffer samples = new SampleBuffer();
      long time = random.nextInt(1_500_000);
      while (time < 3_000_000) {
        samples.add(time, random.nextInt(12) == 0 ? StaleMarker.VALUE : random.nextInt(5));
        time += random.nextInt(8) == 0 ? random.nextInt(1_000_000) : 15_000;
      }
      Labels labels = Labels.of("__name__", i < 45 ? "m" : "n", "job", "" + i % 7, "i", "" + i);
      source.add(labels, samples);
    }
    return source;
  }

  /** Counts the series that another source has, by looking at all of them for each step. */
  private static final class Counting extends ForwardedSource {
    private final SeriesSource source;
    private int selected;
    private int counted;

    Counting(SeriesSource source) {
      super(source);
      this.source = source;
    }

    @Override
    public SeriesCursor select(List<Matcher> matchers, SelectHints hints, QueryContext context) {
      selected++;
      return super.select(matchers, hints, context);
    }

    @Override
    SeriesBatch batch(SeriesBatch batch, SelectHints hints) {
      return batch;
    }

    @Override
    public Optional<CountAnswer> counts(
        List<Matcher> matchers, SelectHints hints, LookbackSteps steps, QueryContext context) {
      counted++;
      assertThat(steps.range()).isEqualTo(hints.range());
      LabelNames names = LabelNames.of(hints.projection().orElseThrow().names());
      SeriesCounts counts = new SeriesCounts(steps.count(), context);
      SampleBuffer samples = new SampleBuffer();
      try (SeriesCursor cursor = source.select(matchers, hints, context)) {
        for (Optional<SeriesBatch> next = cursor.next(); next.isPresent(); next = cursor.next()) {
          SeriesBatch batch = next.get();
          for (int i = 0; i < batch.size(); i++) {
            samples.clear();
            batch.readSamples(i, samples);
            LabelBytes left = new LabelBytes();
            names.select(true, batch.labelBytes(), batch.labelsFrom(i), batch.labelsTo(i), left);
            add(samples, steps, counts, counts.add(left.bytes(), 0, left.length()));
          }
        }
      }
      return Optional.of(new CountAnswer(counts, Outcome.FINAL));
    }

    private static void add(
        SampleBuffer samples, LookbackSteps steps, SeriesCounts counts, int group) {
      for (int step = 0; step < steps.count(); step++) {
        long at = steps.first() + step * steps.step();
        int last = -1;
        for (int i = 0; i < samples.size() && samples.time(i) <= at; i++) {
          last = i;
        }
        boolean shown =
            last >= 0
                && samples.time(last) > at - steps.lookback()
                && !StaleMarker.isStale(samples.value(last));
        counts.cells()[counts.firstCell(group) + step] += shown ? 1 : 0;
      }
    }
  }

  /** Series in their order, with what they have. */
  private String answer(String query, QueryTimes times, SeriesSource of) {
    QueryContext context =
        new QueryContext(System::nanoTime, Duration.ofMinutes(5), 16 << 20, Long.MAX_VALUE);
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
    StringBuilder text = new StringBuilder();
    for (QueryResult.Series series : all) {
      TreeMap<Long, Double> samples = new TreeMap<>();
      for (int i = 0; i < series.samples().size(); i++) {
        samples.put(series.samples().time(i), series.samples().value(i));
      }
      text.append(series.labels()).append(samples).append('\n');
    }
    return text.toString();
  }

  @Test
  void areThoseOfTheSelectedSeries() {
    RandomGenerator random = seed.random();
    for (int round = 0; round < 5; round++) {
      MemorySource source = source(random);
      for (String query : COUNTED) {
        for (QueryTimes times : List.of(RANGE, QueryTimes.instant(1_200_000 + 77_000 * round))) {
          Counting counting = new Counting(source);
          assertThat(answer(query, times, counting))
              .as(query)
              .isEqualTo(answer(query, times, source));
          assertThat(counting.counted).as(query).isPositive();
          assertThat(counting.selected).as(query).isZero();
        }
      }
    }
  }

  @Test
  void areNotAskedForWhereSamplesAreNeeded() {
    MemorySource source = source(seed.random());
    for (String query : SELECTED) {
      Counting counting = new Counting(source);
      assertThat(answer(query, RANGE, counting)).as(query).isEqualTo(answer(query, RANGE, source));
      assertThat(counting.counted).as(query).isZero();
    }
  }
}
