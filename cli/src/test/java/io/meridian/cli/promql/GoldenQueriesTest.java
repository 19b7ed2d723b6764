package io.meridian.cli.promql;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.cli.Invocation;
import io.meridian.testkit.Conformance;
import io.meridian.testkit.Golden;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Queries are answered as Prometheus answered them, to the last digit and word. */
final class GoldenQueriesTest {
  private static final Pattern COUNTS = Pattern.compile("(\\d+) equal, \\d+ different\n$");
  private static final Pattern DIFFERENCE = Pattern.compile("(?m)^query \\d+: (.*)$");

  /** Queries that are answered otherwise, and why. */
  private static final Map<String, String> DIFFERENT =
      Map.of(
          "sort_by_label(http_request_duration_seconds_bucket, \"le\")",
          "Prometheus puts 0.5 before 0.05 and after it: which comes first depends on its sort",
          "histogram_quantiles(nh_request_duration_seconds, \"\\xff\", 0.5)",
          "Prometheus ended without an answer");

  private final Set<String> different = new TreeSet<>();
  private static final String FEATURES =
      "promql-experimental-functions,promql-extended-range-selectors,promql-binop-fill-modifiers";

  private int equal;

  @Test
  void answersQueries() {
    check("queries", FEATURES, "xor", "histograms");
    check("errors", FEATURES, "xor", "histograms");
    check("queries-no-features", "none", "xor", "histograms");
    check(
        "queries-delayed-name-removal",
        FEATURES + ",promql-delayed-name-removal",
        "xor",
        "histograms");
    check("start-timestamps", FEATURES + ",use-start-timestamps", "xor2", "histograms-st");
    check("start-timestamps-not-used", FEATURES, "xor2", "histograms-st");

    Conformance.count("golden-queries", equal);
    assertThat(different).isEqualTo(DIFFERENT.keySet());
  }

  /**
   * Random joins, comparisons, set operators and fill modifiers of floats and histograms, half of
   * them inside of functions, aggregations and subqueries, as Prometheus 3.14 answered them over
   * the same blocks.
   */
  @Test
  void answersBinaryOperators() throws URISyntaxException {
    URL queries =
        Objects.requireNonNull(GoldenQueriesTest.class.getResource("binary-queries.jsonl.gz"));

    check(Path.of(queries.toURI()), FEATURES, "xor", "histograms");

    Conformance.count("prometheus-binary-operators", equal);
    assertThat(different).isEmpty();
  }

  /**
   * Random queries of the whole language as Prometheus 3.14 answered them over the same blocks.
   * Left out is what it answers otherwise each time it is asked, and what takes more than 5,000
   * bytes.
   */
  @Test
  void answersRandomQueries() throws URISyntaxException {
    URL queries =
        Objects.requireNonNull(GoldenQueriesTest.class.getResource("random-queries.jsonl.gz"));

    check(Path.of(queries.toURI()), FEATURES + ",promql-duration-expr", "xor", "histograms");

    Conformance.count("prometheus-random-queries", equal);
    assertThat(different).isEmpty();
  }

  private void check(String name, String features, String... blocks) {
    check(Golden.assumePresent("golden/queries/" + name + ".jsonl.gz"), features, blocks);
  }

  private void check(Path queries, String features, String... blocks) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "tools",
                "promql",
                "query",
                "--check",
                "--queries=" + queries,
                "--enable-feature=" + features));
    for (String block : blocks) {
      arguments.add("--blocks=" + Golden.assumePresent("golden/" + block));
    }

    Invocation checked = Invocation.of(arguments.toArray(String[]::new));

    Matcher counts = COUNTS.matcher(checked.out());
    assertThat(counts.find()).as(checked.err()).isTrue();
    equal += Integer.parseInt(counts.group(1));
    DIFFERENCE.matcher(checked.out()).results().forEach(found -> different.add(found.group(1)));
  }
}
