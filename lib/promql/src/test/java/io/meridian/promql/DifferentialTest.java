package io.meridian.promql;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.model.LabelsBuilder;
import io.meridian.model.MeridianException;
import io.meridian.model.QueryContext;
import io.meridian.promql.exec.EngineOptions;
import io.meridian.promql.exec.binary.BinaryOperators;
import io.meridian.promql.function.Functions;
import io.meridian.promql.plan.QueryTimes;
import io.meridian.promql.syntax.Expression;
import io.meridian.testkit.Conformance;
import io.meridian.testkit.Seed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Holds answers against those of the Prometheus that is installed (Debian's is 2.42) over the same
 * series: whether there is one, its labels, its times, and its values to nine digits, for sums are
 * compensated since 3.0.
 *
 * <p>What else differs between 2.x and 3.x is kept out of the queries:
 *
 * <ul>
 *   <li>windows are open to the left since 3.0, so times lie off the samples and off the grid of
 *       subqueries;
 *   <li>any UTF-8 can be a label's name, so "~invalid" is one;
 *   <li>atan2 with a number drops the name of the metric, so it gets none;
 *   <li>the window of predict_linear stays where {@code @} puts it, so it gets no such range;
 *   <li>NaN and infinities have no variance, which was 0 of a single value;
 *   <li>sums and means differ in the last digits, which some functions make much of, so those are
 *       used on what was not added up.
 * </ul>
 */
final class DifferentialTest {
  private static final double TOLERANCE = 1e-9;

  @RegisterExtension private final Seed seed = new Seed();
  @TempDir private Path scratch = Path.of("");

  private final List<String> different = new ArrayList<>();
  private int answered;
  private int asked;

  @Test
  void answersAsPrometheusDoes() throws IOException {
    List<String> queries = new ArrayList<>(ComplianceQueries.all());
    queries.removeIf(query -> query.contains("\"~invalid\""));
    queries.addAll(new DemoQuery(new SplittableRandom(1)).queries(300));

    compare(queries, new SplittableRandom(2));

    Conformance.count("differential-queries", asked - different.size());
    assertThat(different).isEmpty();
  }

  @Test
  @Tag("long")
  void answersAsPrometheusDoesWhateverIsAsked() throws IOException {
    DemoQuery generator = new DemoQuery(seed.random());

    compare(generator.queries(12_000), seed.random());

    System.out.printf(
        "%d of %d queries have samples; used: %s%n", answered, asked, generator.tally());
    assertThat(different).isEmpty();
    assertThat(generator.tally())
        .allSatisfy((name, used) -> assertThat(used).isGreaterThanOrEqualTo(100));
    assertThat(answered * 10).isGreaterThanOrEqualTo(asked * 7);
  }

  private void compare(List<String> queries, RandomGenerator random) throws IOException {
    DemoSeries series = new DemoSeries();
    MemorySource source = series.source();
    EngineOptions options = EngineOptions.DEFAULT;
    Engine engine = new Engine(options, new Functions(), new BinaryOperators(), Runnable::run);
    try (PrometheusServer server = PrometheusServer.start(series.openMetrics(), scratch)) {
      for (String query : queries) {
        long start =
            DemoSeries.START + random.nextLong(900_000, 2_400_000) / 1000 * 1000 + DemoSeries.EDGE;
        long end = random.nextBoolean() ? start : start + random.nextLong(1_000_000);
        compare(query, start, end, server, engine, source);
      }
    }
  }

  private void compare(
      String query,
      long start,
      long end,
      PrometheusServer server,
      Engine engine,
      MemorySource source) {
    asked++;
    JsonNode theirs =
        start == end
            ? server.ask("query", Map.of("query", query, "time", seconds(start)))
            : server.ask(
                "query_range",
                Map.of("query", query, "start", seconds(start), "end", seconds(end), "step", "37"));
    Map<String, Double> expected = expected(theirs);
    Map<String, Double> actual = actual(query, start, end, engine, source);
    answered += expected.isEmpty() ? 0 : 1;
    for (String point : union(expected, actual)) {
      boolean both = expected.containsKey(point) && actual.containsKey(point);
      double value = expected.getOrDefault(point, Double.NaN);
      double other = actual.getOrDefault(point, Double.NaN);
      if (!both || !isClose(value, other)) {
        different.add(
            "%s from %d to %d: %s expected %s, got %s (NaN also where there is nothing)%n"
                .formatted(query, start, end, point, value, other));
        return;
      }
    }
  }

  private static List<String> union(Map<String, Double> one, Map<String, Double> other) {
    Map<String, Double> all = new TreeMap<>(one);
    all.putAll(other);
    return List.copyOf(all.keySet());
  }

  private static boolean isClose(double expected, double actual) {
    return Double.compare(expected, actual) == 0
        || expected == actual
        || Math.abs(expected - actual) <= TOLERANCE * (Math.abs(expected) + Math.abs(actual));
  }

  private static String seconds(long millis) {
    return "%d.%03d".formatted(millis / 1000, millis % 1000);
  }

  private static Map<String, Double> expected(JsonNode answer) {
    if (answer.get("status").asString().equals("error")) {
      return Map.of("error", 0.0);
    }
    Map<String, Double> points = new TreeMap<>();
    JsonNode data = answer.get("data");
    if (data.get("resultType").asString().equals("scalar")) {
      put(Labels.EMPTY, data.get("result"), points);
      return points;
    }
    for (JsonNode series : data.get("result")) {
      LabelsBuilder labels = new LabelsBuilder();
      series.get("metric").forEachEntry((name, value) -> labels.set(name, value.asString()));
      Labels built = labels.build();
      if (series.has("value")) {
        put(built, series.get("value"), points);
      } else {
        series.get("values").forEach(point -> put(built, point, points));
      }
    }
    return points;
  }

  private static void put(Labels labels, JsonNode point, Map<String, Double> into) {
    long time = Math.round(point.get(0).asDouble() * 1000);
    into.put(labels + " " + time, number(point.get(1).asString()));
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private static Map<String, Double> actual(
      String query, long start, long end, Engine engine, MemorySource source) {
    try {
      Expression parsed = engine.parse(query);
      QueryContext context = QueryContext.unlimited();
      QueryResult result =
          start == end
              ? engine.instant(parsed, start, source, context)
              : engine.range(parsed, new QueryTimes(start, end, 37_000), source, context);
      return points(result.value());
    } catch (MeridianException e) {
      return Map.of("error", 0.0);
    }
  }

  private static Map<String, Double> points(QueryResult.Value value) {
    return switch (value) {
      case QueryResult.Scalar scalar -> Map.of("{} " + scalar.time(), scalar.value());
      case QueryResult.Text _ -> Collections.emptyMap();
      case QueryResult.Vector vector -> points(vector.series());
      case QueryResult.Matrix matrix -> points(matrix.series());
    };
  }

  private static Map<String, Double> points(List<QueryResult.Series> series) {
    Map<String, Double> points = new TreeMap<>();
    for (QueryResult.Series one : series) {
      for (int i = 0; i < one.samples().size(); i++) {
        points.put(one.labels() + " " + one.samples().time(i), one.samples().value(i));
      }
    }
    return points;
  }
}
