package io.meridian.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.Labels;
import io.meridian.model.LimitExceededException;
import io.meridian.model.QueryContext;
import io.meridian.model.QueryFailedException;
import io.meridian.model.StaleMarker;
import io.meridian.promql.exec.EngineOptions;
import io.meridian.promql.exec.FunctionLibrary;
import io.meridian.promql.exec.binary.BinaryOperators;
import io.meridian.promql.plan.QueryTimes;
import io.meridian.promql.syntax.SyntaxOptions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class EngineTest {
  /** Counts the samples of each window; enough to see windows with. */
  private static final FunctionLibrary FUNCTIONS =
      _ ->
          new FunctionLibrary.OverRange(
              _ ->
                  (series, into, row) -> {
                    for (int i = 0; i < into.steps(); i++) {
                      int count = series.to()[i] - series.from()[i];
                      if (count > 0) {
                        into.put(row * into.steps() + i, count);
                      }
                    }
                  },
              false);

  private final MemorySource source =
      new MemorySource()
          .add(Labels.of("__name__", "a", "x", "1"), 0, 10_000, 1, 2, 3, 4, 5)
          .add(Labels.of("__name__", "a", "x", "2"), 0, 10_000, 10, 20, 30, 40, 50)
          .add(Labels.of("__name__", "b", "x", "1"), 0, 10_000, 7, StaleMarker.VALUE);

  private final EngineOptions options = EngineOptions.DEFAULT.withSyntax(SyntaxOptions.PROMETHEUS);

  private String at(long time, String query) {
    return text(engine(options).instant(engine(options).parse(query), time, source, unlimited()));
  }

  private String over(long start, long end, long step, String query) {
    return text(
        engine(options)
            .range(
                engine(options).parse(query),
                new QueryTimes(start, end, step),
                source,
                unlimited()));
  }

  private static Engine engine(EngineOptions options) {
    return new Engine(options, FUNCTIONS, new BinaryOperators(), Runnable::run);
  }

  private static QueryContext unlimited() {
    return QueryContext.unlimited();
  }

  private static String text(QueryResult result) {
    return switch (result.value()) {
      case QueryResult.Scalar scalar -> Double.toString(scalar.value());
      case QueryResult.Text text -> text.text();
      case QueryResult.Vector vector -> text(vector.series());
      case QueryResult.Matrix matrix -> text(matrix.series());
    };
  }

  private static String text(List<QueryResult.Series> series) {
    return series.stream()
        .map(one -> {
          StringBuilder text = new StringBuilder(one.labels().toString());
          for (int i = 0; i < one.samples().size(); i++) {
            text.append(' ').append(one.samples().value(i));
            text.append('@').append(one.samples().time(i) / 1000);
          }
          return text.toString();
        })
        .collect(Collectors.joining("; "));
  }

  @Test
  void selectsTheLastSampleWithinTheLookback() {
    assertThat(at(15_000, "a"))
        .isEqualTo("{__name__=\"a\", x=\"1\"} 2.0@15; {__name__=\"a\", x=\"2\"} 20.0@15");
    assertThat(at(40_000 + 299_999, "a{x=\"1\"}")).endsWith("5.0@339");
    assertThat(at(40_000 + 300_000, "a")).isEmpty();
  }

  @Test
  void staleMarkerEndsASeriesAtOnce() {
    assertThat(at(9_999, "b")).isEqualTo("{__name__=\"b\", x=\"1\"} 7.0@9");
    assertThat(at(10_000, "b")).isEmpty();
  }

  @Test
  void givesCountsInTheOrderOfLabelsAndSumsAsFirstMet() {
    source
        .add(Labels.of("__name__", "c", "x", "1", "y", "2"), 0, 10_000, 1)
        .add(Labels.of("__name__", "c", "x", "2", "y", "1"), 0, 10_000, 1);

    assertThat(at(0, "count by (y) (c)")).isEqualTo("{y=\"1\"} 1.0@0; {y=\"2\"} 1.0@0");
    assertThat(at(0, "group by (y) ((c @ 0))")).startsWith("{y=\"1\"}");
    assertThat(at(0, "sum by (y) (c)")).startsWith("{y=\"2\"}");
  }

  @Test
  void smoothsInstantVectors() {
    assertThat(at(15_000, "a{x=\"1\"} smoothed")).endsWith(" 2.5@15");
    assertThat(at(1_000_000, "a{x=\"1\"} smoothed")).isEmpty();
  }

  @Test
  void offsetAndFixedTimeShiftSelectors() {
    assertThat(at(40_000, "a{x=\"1\"} offset 20s")).endsWith(" 3.0@40");
    assertThat(at(20_000, "a{x=\"1\"} offset -10s")).endsWith(" 4.0@20");
    assertThat(over(0, 20_000, 10_000, "a{x=\"1\"} @ 30")).endsWith(" 4.0@0 4.0@10 4.0@20");
    assertThat(over(0, 20_000, 10_000, "a{x=\"1\"} @ end()")).endsWith(" 3.0@0 3.0@10 3.0@20");
  }

  @Test
  void windowsOfRangesAreOpenToTheLeftAndSkipStaleMarkers() {
    assertThat(at(20_000, "count_over_time(a{x=\"1\"}[20s])")).isEqualTo("{x=\"1\"} 2.0@20");
    assertThat(at(20_000, "count_over_time(b[1m])")).isEqualTo("{x=\"1\"} 1.0@20");
  }

  @Test
  void rangesAreGivenAsTheyAre() {
    assertThat(at(25_000, "a{x=\"2\"}[20s]"))
        .isEqualTo("{__name__=\"a\", x=\"2\"} 20.0@10 30.0@20");
    assertThat(at(25_000, "a{x=\"1\"}[20s:5s]"))
        .isEqualTo("{__name__=\"a\", x=\"1\"} 2.0@10 2.0@15 3.0@20 3.0@25");
  }

  @Test
  void subqueriesStandOnMultiplesOfTheirStep() {
    assertThat(over(20_000, 40_000, 10_000, "count_over_time(a{x=\"1\"}[20s:5s])"))
        .isEqualTo("{x=\"1\"} 4.0@20 4.0@30 4.0@40");
  }

  @Test
  void foldsSeriesIntoGroups() {
    assertThat(at(20_000, "sum(a)")).isEqualTo("{} 33.0@20");
    assertThat(at(20_000, "sum by (x) (a)")).isEqualTo("{x=\"1\"} 3.0@20; {x=\"2\"} 30.0@20");
    assertThat(at(20_000, "avg without (x) (a)")).isEqualTo("{} 16.5@20");
    assertThat(at(20_000, "min(a)")).isEqualTo("{} 3.0@20");
    assertThat(at(20_000, "max(a)")).isEqualTo("{} 30.0@20");
    assertThat(over(0, 10_000, 10_000, "count({__name__=~\"a|b\"})")).isEqualTo("{} 3.0@0 2.0@10");
    assertThat(at(20_000, "group(a)")).isEqualTo("{} 1.0@20");
    assertThat(at(20_000, "stdvar(a)")).isEqualTo("{} 182.25@20");
    assertThat(at(20_000, "stddev(a)")).isEqualTo("{} 13.5@20");
    assertThat(at(20_000, "quantile(0.5, a)")).isEqualTo("{} 16.5@20");
  }

  @Test
  void choosesSeriesOfGroups() {
    assertThat(at(20_000, "topk(1, a)")).isEqualTo("{__name__=\"a\", x=\"2\"} 30.0@20");
    assertThat(at(20_000, "bottomk(1, a)")).isEqualTo("{__name__=\"a\", x=\"1\"} 3.0@20");
    assertThat(at(20_000, "topk(2, a)")).startsWith("{__name__=\"a\", x=\"2\"} 30.0@20; ");
    assertThat(at(20_000, "limitk(1, a)")).isEqualTo("{__name__=\"a\", x=\"1\"} 3.0@20");
    assertThat(at(20_000, "topk(0, a)")).isEmpty();
    assertThat(at(20_000, "count_values(\"v\", a)"))
        .isEqualTo("{v=\"3\"} 1.0@20; {v=\"30\"} 1.0@20");
  }

  @Test
  void negationDropsNamesAtOnceOrInTheEnd() {
    assertThat(at(20_000, "-a{x=\"1\"}")).isEqualTo("{x=\"1\"} -3.0@20");

    Engine delayed = engine(options.withDelayedNameRemoval(true));

    assertThat(text(delayed.instant(delayed.parse("-a{x=\"1\"}"), 20_000, source, unlimited())))
        .isEqualTo("{x=\"1\"} -3.0@20");
  }

  @Test
  void sameLabelsAtTheSameStepAreAnError() {
    assertThatThrownBy(() -> at(0, "-{x=\"1\"}"))
        .isInstanceOf(QueryFailedException.class)
        .hasMessage("vector cannot contain metrics with the same labelset");
    assertThatThrownBy(() -> at(20_000, "count_over_time({x=\"1\"}[1m])"))
        .hasMessage("vector cannot contain metrics with the same labelset");
    assertThat(at(10_000, "-{x=\"1\"}")).isEqualTo("{x=\"1\"} -2.0@10");
  }

  @Test
  void threadsDoNotChangeABit() {
    MemorySource many = new MemorySource();
    for (int i = 0; i < 5_000; i++) {
      many.add(
          Labels.of("__name__", "m", "g", "" + i % 7, "i", "" + i), 0, 10_000, 0.1 * i, i / 3.0);
    }
    String query = "sum by (g) (m) ";
    Engine one = engine(options);
    Engine four =
        new Engine(
            options.withThreads(4),
            FUNCTIONS,
            new BinaryOperators(),
            task -> Thread.ofVirtual().start(task));
    QueryTimes times = new QueryTimes(0, 50_000, 5_000);

    String plain = text(one.range(one.parse(query), times, many, unlimited()));

    for (int i = 0; i < 20; i++) {
      assertThat(text(four.range(four.parse(query), times, many, unlimited()))).isEqualTo(plain);
    }
  }

  @Test
  void budgetsEndQueriesWithTheLimitTheUseAndARemedy() {
    Engine engine = engine(options);
    QueryContext few = new QueryContext(System::nanoTime, Duration.ofMinutes(1), 1 << 20, 5);

    assertThatThrownBy(() -> engine.instant(engine.parse("a"), 40_000, source, few))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("query samples limit exceeded: 10 of 5");

    QueryContext small = new QueryContext(System::nanoTime, Duration.ofMinutes(1), 10, 100);

    assertThatThrownBy(() -> engine.instant(engine.parse("a"), 40_000, source, small))
        .hasMessageContaining("query memory limit exceeded");
  }
}
