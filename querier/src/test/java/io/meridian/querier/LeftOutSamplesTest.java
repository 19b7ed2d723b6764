package io.meridian.querier;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.CounterResetHint;
import io.meridian.model.FloatHistogram;
import io.meridian.model.HistogramLayout;
import io.meridian.model.Labels;
import io.meridian.model.MeridianException;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SeriesSource;
import io.meridian.model.Spans;
import io.meridian.model.StaleMarker;
import io.meridian.promql.Engine;
import io.meridian.promql.QueryResult;
import io.meridian.promql.exec.EngineOptions;
import io.meridian.promql.exec.binary.BinaryOperators;
import io.meridian.promql.function.Functions;
import io.meridian.promql.plan.QueryTimes;
import io.meridian.promql.syntax.SyntaxOptions;
import io.meridian.testkit.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Queries over a gateway and receivers, which leave out what a query does not look at, held against
 * the same queries over all samples of all replicas.
 */
class LeftOutSamplesTest {
  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;
  private static final long BEGIN = 1_768_262_400_000L;
  private static final long NOW = BEGIN + 6 * HOUR;
  private static final long BLOCKS_END = BEGIN + 5 * HOUR;
  private static final long HEAD_BEGIN = BEGIN + 4 * HOUR;

  private static final HistogramLayout LAYOUT =
      new HistogramLayout(0, 0.001, Spans.of(0, 1), Spans.NONE, new double[0]);

  private static final List<String> FUNCTIONS =
      List.of(
          "rate",
          "increase",
          "irate",
          "delta",
          "idelta",
          "deriv",
          "resets",
          "changes",
          "count_over_time",
          "last_over_time",
          "max_over_time",
          "sum_over_time",
          "avg_over_time",
          "present_over_time",
          "ts_of_last_over_time");

  @RegisterExtension final Seed seed = new Seed();

  @TempDir private Path folder;

  private final Engine engine =
      new Engine(
          EngineOptions.DEFAULT.withSyntax(SyntaxOptions.ALL),
          new Functions(),
          new BinaryOperators(),
          Runnable::run);

  /** What may go wrong with scrapes of all replicas, at the same instants. */
  private static ScrapedFleet.Delivered delivered(
      RandomGenerator random, int series, boolean blocks, int receivers) {
    long interval = series % 3 == 0 ? 15_000 : 30_000;
    long from = BEGIN + (series % 4 == 1 ? random.nextLong(5 * HOUR) : 0);
    long to = series % 4 == 2 ? from + random.nextLong(6 * HOUR) : NOW;
    boolean ends = series % 2 == 0;
    double lost = random.nextInt(3) == 0 ? 0.02 : 0;
    long outage = random.nextBoolean() ? from + random.nextLong(6 * HOUR) : Long.MAX_VALUE;
    SampleBuffer block = new SampleBuffer();
    Map<String, SampleBuffer> received = new TreeMap<>();
    for (int i = 0; i < receivers; i++) {
      received.put("r" + i, new SampleBuffer());
    }
    long phase = series * 700L;
    for (long at = from - from % interval + phase; at < to; at += interval) {
      boolean marker = ends && at + interval >= to && to < NOW;
      boolean away = at >= outage && at < outage + 20 * MINUTE;
      if (away || random.nextDouble() < lost) {
        continue;
      }
      double value = marker ? StaleMarker.VALUE : (at - BEGIN) % (40 * MINUTE) / 1000.0 + series;
      boolean histogram = series % 4 == 3 && !marker;
      if (blocks && at < BLOCKS_END) {
        add(block, at, value, histogram);
      }
      for (SampleBuffer head : received.values()) {
        if (at >= HEAD_BEGIN && (receivers == 1 || random.nextInt(30) > 0)) {
          add(head, at, value, histogram);
        }
      }
    }
    return new ScrapedFleet.Delivered(block, received);
  }

  private static void add(SampleBuffer to, long at, double value, boolean histogram) {
    if (histogram) {
      FloatHistogram.of(LAYOUT, CounterResetHint.UNKNOWN, value, 0, value, value).addTo(to.lane());
      to.addHistogram(at, value, 0);
    } else {
      to.add(at, value);
    }
  }

  /** Replicas that scrape at the same instants: they read as one, whoever misses what. */
  private ScrapedFleet copies(RandomGenerator random, String name, boolean blocks, int receivers)
      throws IOException {
    ScrapedFleet fleet = new ScrapedFleet(Files.createDirectory(folder.resolve(name)), NOW);
    int replicas = random.nextInt(1, 4);
    boolean alone = !blocks && random.nextBoolean();
    replicas = alone ? 1 : replicas;
    for (int series = 0; series < 12; series++) {
      Labels labels =
          Labels.of("__name__", "m", "a", "v" + series % 3, "cluster", "zz", "z", "v" + series);
      long state = random.nextLong();
      for (int replica = 0; replica < replicas; replica++) {
        RandomGenerator own = new SplittableRandom(state + replica);
        fleet.add(labels, alone ? "" : "p" + replica, delivered(own, series, blocks, receivers));
      }
    }
    fleet.serve();
    return fleet;
  }

  private static String selector(RandomGenerator random) {
    return switch (random.nextInt(4)) {
      case 0 -> "m{z=~\"v1.*|v4\"}";
      case 1 -> "m{cluster=\"eu\",z!=\"v3\"}";
      default -> "m";
    };
  }

  private static String shift(RandomGenerator random) {
    return switch (random.nextInt(6)) {
      case 0 -> " offset 7m";
      case 1 -> " offset -3m";
      case 2 -> " @ " + (BEGIN + random.nextLong(6 * HOUR)) / 1000;
      case 3 -> " @ end() offset 11m";
      default -> "";
    };
  }

  private static String duration(RandomGenerator random) {
    return List.of("1m", "2m", "5m", "7m30s", "20m").get(random.nextInt(5));
  }

  private static String ranged(RandomGenerator random) {
    String function = FUNCTIONS.get(random.nextInt(FUNCTIONS.size()));
    String extended =
        switch (random.nextInt(6)) {
          case 0 ->
              List.of("rate", "increase", "delta", "resets", "changes").contains(function)
                  ? " anchored"
                  : "";
          case 1 -> List.of("rate", "increase", "delta").contains(function) ? " smoothed" : "";
          default -> "";
        };
    String range =
        random.nextInt(5) == 0 ? "[" + duration(random) + ":45s]" : "[" + duration(random) + "]";
    if (range.contains(":")) {
      extended = "";
    }
    return function + "(" + selector(random) + range + extended + shift(random) + ")";
  }

  private static String counted(RandomGenerator random) {
    String by =
        List.of(
                "",
                " by (a)",
                " by (cluster, z)",
                " without (a, z)",
                " by (replica)",
                " by (__name__)")
            .get(random.nextInt(6));
    String extended = random.nextInt(4) == 0 ? " smoothed" : "";
    return (random.nextBoolean() ? "count" : "group")
        + by
        + " ("
        + selector(random)
        + extended
        + shift(random)
        + ")";
  }

  private static String query(RandomGenerator random) {
    return switch (random.nextInt(10)) {
      case 0 -> selector(random) + shift(random);
      case 1 -> selector(random) + " smoothed" + shift(random);
      case 2, 3 -> counted(random);
      case 4 -> counted(random) + " + " + counted(random);
      case 5 -> ranged(random) + " - on (z) group_left () " + ranged(random);
      case 6 -> "sum by (a) (" + ranged(random) + ")";
      case 7 -> "max_over_time(" + ranged(random) + "[25m:4m])";
      case 8 -> "absent(m{z=\"v2\"}" + shift(random) + ") or " + counted(random);
      default -> ranged(random);
    };
  }

  private static QueryTimes times(RandomGenerator random, long begin) {
    long start = begin + random.nextLong(NOW + 10 * MINUTE - begin);
    if (random.nextInt(3) == 0) {
      start -= start % 15_000;
    }
    if (random.nextInt(3) == 0) {
      return QueryTimes.instant(start);
    }
    long step =
        List.of(30_000L, 4 * MINUTE, 25 * MINUTE + 1, 47 * MINUTE, 2 * HOUR).get(random.nextInt(5));
    return new QueryTimes(start, start + step * random.nextInt(8), step);
  }

  private Map<String, String> answer(String query, QueryTimes times, SeriesSource source) {
    Map<String, String> samples = new TreeMap<>();
    try {
      QueryContext context = QueryContext.unlimited();
      QueryResult result =
          times.isInstant()
              ? engine.instant(engine.parse(query), times.start(), source, context)
              : engine.range(engine.parse(query), times, source, context);
      List<QueryResult.Series> series =
          switch (result.value()) {
            case QueryResult.Vector vector -> vector.series();
            case QueryResult.Matrix matrix -> matrix.series();
            case QueryResult.Scalar _, QueryResult.Text _ -> List.of();
          };
      for (QueryResult.Series one : series) {
        for (int i = 0; i < one.samples().size(); i++) {
          int index = one.samples().laneIndex(i);
          String count = index < 0 ? "" : " of " + one.samples().lane().count(index);
          samples.put(one.labels() + " @ " + one.samples().time(i), one.samples().value(i) + count);
        }
      }
    } catch (MeridianException e) {
      samples.put("error", String.valueOf(e.getMessage()));
    }
    return samples;
  }

  private void compare(RandomGenerator random, ScrapedFleet fleet, long begin, int queries) {
    int answered = 0;
    for (int i = 0; i < queries; i++) {
      String query = query(random);
      QueryTimes times = times(random, begin);
      Map<String, String> expected = answer(query, times, fleet.reference());
      answered += expected.isEmpty() || expected.containsKey("error") ? 0 : 1;
      assertThat(answer(query, times, fleet.source()))
          .as("%s %s", query, times)
          .isEqualTo(expected);
    }
    assertThat(answered).isGreaterThan(queries / 3);
  }

  @Test
  void ofABlockAndReceiversDoNotMatter() throws IOException {
    RandomGenerator random = seed.random();
    for (int i = 0; i < 4; i++) {
      try (ScrapedFleet fleet = copies(random, "all" + i, true, i % 3)) {
        compare(random, fleet, BEGIN, 80);
      }
    }
  }

  @Test
  void ofReceiversDoNotMatter() throws IOException {
    RandomGenerator random = seed.random();
    for (int i = 0; i < 4; i++) {
      try (ScrapedFleet fleet = copies(random, "head" + i, false, 1 + i % 2)) {
        compare(random, fleet, HEAD_BEGIN, 80);
      }
    }
  }

  /** Windows of which the less frequent replica has a sample at most. */
  @Test
  void ofTheReplicaThatScrapesMoreOftenDoNotMatter() throws IOException {
    Labels labels = Labels.of("__name__", "m", "cluster", "zz");
    try (ScrapedFleet fleet = new ScrapedFleet(Files.createDirectory(folder.resolve("o")), NOW)) {
      fleet.add(
          labels, "p0", new ScrapedFleet.Delivered(every(60_000, BEGIN, BLOCKS_END), Map.of()));
      fleet.add(
          labels, "p1", new ScrapedFleet.Delivered(every(15_000, BEGIN, BLOCKS_END), Map.of()));
      fleet.serve();
      QueryTimes times = new QueryTimes(BEGIN + HOUR, BEGIN + 5 * HOUR, 47 * MINUTE);

      Map<String, String> answer = answer("rate(m[1m])", times, fleet.source());

      assertThat(answer).hasSize(6);
      assertThat(answer).isEqualTo(answer("rate(m[1m])", times, fleet.reference()));
    }
  }

  /**
   * Scrapers have rhythms of their own, and a gateway may send another one's samples than joining
   * all would show: younger or older by an interval, and never none where either has some, nor a
   * rate that neither has.
   */
  @Test
  void ofReplicasWithRhythmsOfTheirOwnAreNotMissed() throws IOException {
    RandomGenerator random = seed.random();
    Labels labels = Labels.of("__name__", "m", "cluster", "zz");
    int seen = 0;
    for (int round = 0; round < 4; round++) {
      Path in = Files.createDirectory(folder.resolve("rhythm" + round));
      try (ScrapedFleet fleet = new ScrapedFleet(in, NOW)) {
        for (String replica : List.of("p0", "p1")) {
          fleet.add(labels, replica, new ScrapedFleet.Delivered(withOutages(random), Map.of()));
        }
        fleet.serve();
        for (int i = 0; i < 60; i++) {
          QueryTimes times = times(random, BEGIN + HOUR);
          seen += assertAsYoung(fleet, times);
          assertNoLeap(fleet, times);
        }
      }
    }
    assertThat(seen).isGreaterThan(100);
  }

  /** Seconds since the begin, every 30 s, but for some minutes now and then. */
  private static SampleBuffer withOutages(RandomGenerator random) {
    SampleBuffer samples = new SampleBuffer();
    long back = 0;
    for (long at = BEGIN + random.nextLong(30_000); at < BLOCKS_END; at += 30_000) {
      if (random.nextInt(150) == 0) {
        back = at + random.nextLong(20 * MINUTE);
      }
      if (at >= back) {
        samples.add(at, (at - BEGIN) / 1000.0);
      }
    }
    return samples;
  }

  private int assertAsYoung(ScrapedFleet fleet, QueryTimes times) {
    Map<Long, Double> expected = ages(answer("m", times, fleet.reference()));
    Map<Long, Double> given = ages(answer("m", times, fleet.source()));
    expected.forEach((time, age) -> assertYoung(time, age, given));
    given.forEach((time, age) -> assertYoung(time, age, expected));
    return given.size();
  }

  /** What is about to leave the lookback of one may have left that of the other. */
  private static void assertYoung(long time, double age, Map<Long, Double> other) {
    if (age < 270) {
      assertThat(other).containsKey(time);
      assertThat(other.get(time)).as("at %d", time).isBetween(age - 30, age + 30);
    }
  }

  /** How old the value at each time is, seconds. */
  private static Map<Long, Double> ages(Map<String, String> samples) {
    Map<Long, Double> ages = new TreeMap<>();
    samples.forEach((sample, value) -> {
      long time = Long.parseLong(sample.substring(sample.lastIndexOf(' ') + 1));
      ages.put(time, (time - BEGIN) / 1000.0 - Double.parseDouble(value));
    });
    return ages;
  }

  private void assertNoLeap(ScrapedFleet fleet, QueryTimes times) {
    answer("rate(m[5m])", times, fleet.source())
        .forEach((sample, rate) ->
            assertThat(Double.parseDouble(rate)).as(sample).isBetween(0.0, 1.001));
  }

  /** Of a series that ended the last sample is a marker, and those before it count. */
  @Test
  void ofInterpolatedSeriesDoNotMatterWhereTheyAreCounted() throws IOException {
    SampleBuffer ended = every(30_000, NOW - HOUR, NOW - 10 * MINUTE);
    ended.add(NOW - 10 * MINUTE, StaleMarker.VALUE);
    try (ScrapedFleet fleet = new ScrapedFleet(Files.createDirectory(folder.resolve("f")), NOW)) {
      Labels labels = Labels.of("__name__", "m", "a", "v0");
      fleet.add(labels, "", new ScrapedFleet.Delivered(new SampleBuffer(), Map.of("r0", ended)));
      fleet.serve();

      for (long at = NOW - 15 * MINUTE; at < NOW; at += MINUTE) {
        assertAlike(fleet, "count (m smoothed)", QueryTimes.instant(at));
      }
    }
  }

  private static SampleBuffer every(long interval, long from, long to) {
    SampleBuffer samples = new SampleBuffer();
    for (long at = from; at < to; at += interval) {
      samples.add(at, (at - BEGIN) / 1000.0);
    }
    return samples;
  }

  private void assertAlike(ScrapedFleet fleet, String query, QueryTimes times) {
    Map<String, String> expected = answer(query, times, fleet.reference());
    assertThat(answer(query, times, fleet.source())).as("%s %s", query, times).isEqualTo(expected);
  }
}
