package io.meridian.promql;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.MeridianException;
import io.meridian.model.QueryContext;
import io.meridian.promql.exec.EngineOptions;
import io.meridian.promql.exec.binary.BinaryOperators;
import io.meridian.promql.function.Functions;
import io.meridian.promql.plan.QueryTimes;
import io.meridian.promql.syntax.Expression;
import io.meridian.promql.syntax.GoldenQueries;
import io.meridian.promql.syntax.QueryText;
import io.meridian.promql.syntax.SyntaxOptions;
import io.meridian.testkit.Conformance;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Holds answers against those of Prometheus over the same samples, bit by bit. */
final class GoldenAnswersTest {
  private static final EngineOptions FEATURES =
      EngineOptions.DEFAULT.withSyntax(new SyntaxOptions(true, true, true, true, false));

  private static final String NO_UTF8 = "bytes that are no UTF-8 are replaced when text is read";

  /** Queries that are answered otherwise, and why. */
  private static final Map<String, String> DIFFERENT =
      Map.of(
          "sort_by_label(http_request_duration_seconds_bucket, \"le\")",
          "Prometheus puts 0.5 before 0.05 and after it: which comes first depends on its sort",
          "count_values(\"\\xff\", up)",
          NO_UTF8,
          "label_replace(up, \"\\xff\", \"b\", \"job\", \"(.*)\")",
          NO_UTF8,
          "label_join(up, \"\\xff\", \"-\", \"job\")",
          NO_UTF8);

  @Test
  void answersAsPrometheusDoes() {
    MemorySource source = DumpedSeries.of("xor", "histograms");
    List<String> different = new ArrayList<>();

    long cases = compare("queries", FEATURES, source, different);
    cases += compare("errors", FEATURES, source, different);
    cases +=
        compare(
            "queries-delayed-name-removal",
            FEATURES.withDelayedNameRemoval(true),
            source,
            different);
    cases += compare("queries-no-features", EngineOptions.DEFAULT, source, different);

    Conformance.count("golden-answers", cases - different.size());
    assertThat(different).isEmpty();
  }

  @Test
  void answersAsPrometheusDoesWithStartTimestamps() {
    MemorySource source = DumpedSeries.of("xor2", "histograms-st");
    List<String> different = new ArrayList<>();

    long cases = compare("start-timestamps", FEATURES.withStartTimestamps(true), source, different);
    cases += compare("start-timestamps-not-used", FEATURES, source, different);

    Conformance.count("golden-answers", cases - different.size());
    assertThat(different).isEmpty();
  }

  private static long compare(
      String file, EngineOptions options, MemorySource source, List<String> different) {
    Engine engine = new Engine(options, new Functions(), new BinaryOperators(), Runnable::run);
    List<JsonNode> answers =
        GoldenQueries.read(file).stream().filter(answer -> answer.has("response")).toList();
    long cases = 0;
    for (JsonNode answer : answers) {
      String query = answer.get("query").asString();
      if (DIFFERENT.containsKey(query)) {
        continue;
      }
      List<String> expected = expected(answer);
      List<String> actual = actual(answer, engine, source);
      cases++;
      if (!actual.equals(expected)) {
        different.add(
            "%s: %s %s%n  expected %s%n  actual   %s"
                .formatted(
                    file,
                    query,
                    answer.path("time").asString(answer.path("start").asString("")),
                    missing(expected, actual),
                    missing(actual, expected)));
      }
    }
    return cases;
  }

  private static List<String> missing(List<String> of, List<String> from) {
    List<String> missing = new ArrayList<>(of);
    from.forEach(missing::remove);
    return missing.isEmpty() ? of : missing;
  }

  /** Ranges are in the order of labels. Sorted values keep theirs; equal ones have none. */
  private static List<String> inOrder(JsonNode answer, List<String> lines) {
    String query = answer.get("query").asString();
    List<String> ordered = new ArrayList<>(lines);
    if (query.startsWith("sort(") || query.startsWith("sort_desc(")) {
      lines.forEach(line -> ordered.add(line.substring(line.lastIndexOf('='))));
      ordered.subList(0, lines.size()).sort(null);
    } else if (!answer.get("type").asString().equals("range") && !query.startsWith("sort")) {
      ordered.sort(null);
    }
    return ordered;
  }

  private static List<String> expected(JsonNode answer) {
    JsonNode response = answer.get("response");
    if (response.get("status").asString().equals("error")) {
      String error = response.get("error").asString();
      return List.of("error " + error.replaceFirst("^invalid parameter \"query\": ", ""));
    }
    List<String> lines = inOrder(answer, ApiAnswer.of(response.get("data")));
    List<String> remarks = ApiAnswer.texts(response.path("warnings"), text -> text);
    remarks.addAll(ApiAnswer.texts(response.path("infos"), text -> text));
    remarks.sort(null);
    lines.addAll(remarks);
    return lines;
  }

  private static List<String> actual(JsonNode answer, Engine engine, MemorySource source) {
    String query = answer.get("query").asString();
    try {
      QueryResult result = run(answer, engine.parse(query), engine, source);
      List<String> lines = inOrder(answer, ApiAnswer.of(result.value()));
      QueryText text = QueryText.of(query);
      result.annotations().stream()
          .map(remark ->
              remark.level().prefix()
                  + ": "
                  + remark.text()
                  + " ("
                  + text.place(remark.position())
                  + ")")
          .sorted()
          .forEach(lines::add);
      return lines;
    } catch (MeridianException e) {
      return List.of("error " + e.getMessage());
    }
  }

  private static QueryResult run(
      JsonNode answer, Expression query, Engine engine, MemorySource source) {
    QueryContext context = QueryContext.unlimited();
    if (answer.get("type").asString().equals("instant")) {
      return engine.instant(query, millis(answer, "time"), source, context);
    }
    QueryTimes times =
        new QueryTimes(millis(answer, "start"), millis(answer, "end"), millis(answer, "step"));
    return engine.range(query, times, source, context);
  }

  private static long millis(JsonNode answer, String name) {
    return new BigDecimal(answer.get(name).asString()).movePointRight(3).longValue();
  }
}
