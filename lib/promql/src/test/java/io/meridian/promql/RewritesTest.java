package io.meridian.promql;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.model.QueryContext;
import io.meridian.promql.exec.EngineOptions;
import io.meridian.promql.exec.binary.BinaryOperators;
import io.meridian.promql.function.Functions;
import io.meridian.promql.plan.QueryTimes;
import io.meridian.promql.syntax.SyntaxOptions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What rewrites make of plans; that answers stay the same is for {@link SameBitsTest} to show. */
final class RewritesTest {
  private static final QueryTimes TIMES = new QueryTimes(60_000, 120_000, 10_000);

  private final Engine engine =
      new Engine(
          EngineOptions.DEFAULT.withSyntax(SyntaxOptions.ALL),
          new Functions(),
          new BinaryOperators(),
          Runnable::run);

  /** The selectors of a query's plan, in order. */
  private List<String> selectors(String query) {
    return Arrays.stream(engine.explain(engine.parse(query), TIMES).text().split("\n"))
        .map(String::strip)
        .filter(line -> line.startsWith("select"))
        .map(line -> line.substring(line.indexOf('{'), line.indexOf('}') + 1))
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "a{x=\"1\"} * b | {x=\"1\", __name__=\"a\"} | {__name__=\"b\", x=\"1\"}",
        "a * b{x=~\"[12]\"} | {__name__=\"a\", x=~\"[12]\"} | {x=~\"[12]\", __name__=\"b\"}",
        "rate(a_total{x=\"1\"}[1m]) / rate(b_total[1m])"
            + " | {x=\"1\", __name__=\"a_total\"} | {__name__=\"b_total\", x=\"1\"}",
        "a{x=\"1\",y=\"2\"} * on (x) group_left () sum by (x) (b)"
            + " | {x=\"1\", y=\"2\", __name__=\"a\"} | {__name__=\"b\", x=\"1\"}",
        "sum by (x) (a) - on (x) max by (x) (b{x!=\"1\",y=\"2\"})"
            + " | {__name__=\"a\", x!=\"1\"} | {x!=\"1\", y=\"2\", __name__=\"b\"}",
        "a{x=\"1\"} and on (x) b | {x=\"1\", __name__=\"a\"} | {__name__=\"b\", x=\"1\"}",
        "a{x=\"1\"} unless on (x) b{x!=\"2\"}"
            + " | {x=\"1\", __name__=\"a\"} | {x!=\"2\", __name__=\"b\", x=\"1\"}",
      })
  void propagatesMatchersOfComparedLabels(String query, String left, String right) {
    assertThat(selectors(query)).containsExactly(left, right);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a{x=\"1\"} or b",
        "rate(a{x=\"1\"}[1m]) / rate(b[1m])",
        "a{x=\"1\"} + on (y) sum by (y) (b)",
        "a{x=\"1\"} + ignoring (x) group_left () sum by (y) (b)",
        "a{x=\"1\"} + on (x) b",
        "a{x=\"1\"} + {__name__=~\"b.*\"}",
        "a{x=\"1\"} + on (x) fill (0) sum by (x) (b)",
        "a{x=\"1\"} + label_replace(b, \"x\", \"1\", \"y\", \".*\")",
        "a{x=\"1\"} + on (x) count_values by (x) (\"x\", b)",
        "sum by (y) (a{x=\"1\"}) + on (x, y) sum by (x, y) (b)",
      })
  void propagatesNothingThatCouldShow(String query) {
    assertThat(selectors(query).getFirst()).contains("x=\"1\"");
    assertThat(selectors(query).getLast()).doesNotContain("x=\"1\"");
  }

  @Test
  void runsAnAggregateOnceThatIsWrittenTwice() {
    MemorySource source = new MemorySource();
    for (int i = 0; i < 10; i++) {
      source.add(
          Labels.of("__name__", "m", "g", "" + i % 2, "i", "" + i), 0, 10_000, new double[13]);
    }
    String part = "sum by (g) (count_over_time(m[30s]))";

    assertThat(read(part, source)).isEqualTo(10 * 9);
    assertThat(read(part + " / " + part, source)).isEqualTo(10 * 9);
    assertThat(read(part + " / sum by (g) (count_over_time(m[25s]))", source))
        .isEqualTo(2 * 10 * 9);
    assertThat(read(part + " + max_over_time(" + part + "[30s:10s])", source))
        .isGreaterThan(10 * 9);
  }

  private long read(String query, MemorySource source) {
    QueryContext context = QueryContext.unlimited();
    engine.range(engine.parse(query), TIMES, source, context);
    assertThat(context.bytes()).isZero();
    return context.samples();
  }
}
