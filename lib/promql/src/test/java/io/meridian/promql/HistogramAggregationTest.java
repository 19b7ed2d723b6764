package io.meridian.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.CounterResetHint;
import io.meridian.model.FloatHistogram;
import io.meridian.model.HistogramLayout;
import io.meridian.model.Labels;
import io.meridian.model.QueryContext;
import io.meridian.model.QueryFailedException;
import io.meridian.model.SampleBuffer;
import io.meridian.model.Spans;
import io.meridian.promql.exec.Annotation;
import io.meridian.promql.exec.EngineOptions;
import io.meridian.promql.exec.binary.BinaryOperators;
import io.meridian.promql.function.Functions;
import io.meridian.promql.plan.QueryTimes;
import io.meridian.promql.syntax.Expression;
import io.meridian.promql.syntax.SyntaxOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Aggregations of histograms where scripts can't say what to expect. What is remarked on groups of
 * floats and histograms does not depend on the blocks in which their series arrive: a series of a
 * thousand others between any two of them changes nothing.
 */
final class HistogramAggregationTest {
  private static final long TIME = 1_000_000;
  private static final int SERIES_OF_OTHERS = 1_030;
  private static final FloatHistogram EXPONENTIAL =
      histogram(new HistogramLayout(0, 0.001, Spans.of(0, 2), Spans.NONE, new double[0]));
  private static final FloatHistogram CUSTOM =
      histogram(
          new HistogramLayout(
              HistogramLayout.CUSTOM_BOUNDS, 0, Spans.of(0, 2), Spans.NONE, new double[] {1}));
  private static final FloatHistogram OTHER_BOUNDS =
      histogram(
          new HistogramLayout(
              HistogramLayout.CUSTOM_BOUNDS, 0, Spans.of(0, 2), Spans.NONE, new double[] {5}));

  private static FloatHistogram histogram(HistogramLayout layout) {
    return FloatHistogram.of(layout, CounterResetHint.UNKNOWN, 3, 0, 4, 1, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sum by (g) (m)", "avg by (g) (m)"})
  void remarksOnGroupsAsIfTheyWereOneBlock(String query) {
    Random random = new Random(1);
    for (int i = 0; i < 30; i++) {
      String kinds =
          random
              .ints(random.nextInt(2, 6), 0, 4)
              .mapToObj(kind -> "fecd".substring(kind, kind + 1))
              .collect(Collectors.joining());

      assertThat(answer(query, kinds, SERIES_OF_OTHERS))
          .as(kinds)
          .isEqualTo(answer(query, kinds, 0));
    }
  }

  /**
   * Prometheus refuses equal series of quantiles at several steps; at one step it adds them up if
   * names are dropped last.
   */
  @Test
  void addsQuantilesUpThatBecameEqual() {
    SampleBuffer samples = new SampleBuffer();
    add(EXPONENTIAL, samples);
    MemorySource source = new MemorySource().add(Labels.of("__name__", "m"), samples);
    EngineOptions options =
        EngineOptions.DEFAULT.withSyntax(SyntaxOptions.PROMETHEUS).withDelayedNameRemoval(true);
    Engine engine = new Engine(options, new Functions(), new BinaryOperators(), Runnable::run);
    Expression twice = engine.parse("count(histogram_quantiles(m, \"q\", 0.5, 0.5))");
    QueryContext context = QueryContext.unlimited();

    QueryResult.Vector counted =
        (QueryResult.Vector) engine.instant(twice, TIME, source, context).value();

    assertThat(counted.series().getFirst().samples().value(0)).isEqualTo(2);
    assertThatThrownBy(
            () -> engine.range(twice, new QueryTimes(TIME, TIME + 1, 1), source, context))
        .isInstanceOf(QueryFailedException.class)
        .hasMessage("vector cannot contain metrics with the same labelset");
  }

  /** Remarks and labels of an answer over a series of each kind, with others of a group between. */
  private static List<String> answer(String query, String kinds, int others) {
    MemorySource source = new MemorySource();
    for (int i = 0; i < kinds.length(); i++) {
      SampleBuffer samples = new SampleBuffer();
      switch (kinds.charAt(i)) {
        case 'f' -> samples.add(TIME, 2.5);
        case 'e' -> add(EXPONENTIAL, samples);
        case 'c' -> add(CUSTOM, samples);
        default -> add(OTHER_BOUNDS, samples);
      }
      source.add(Labels.of("__name__", "m", "a", "%02d".formatted(i), "g", "kinds"), samples);
      for (int k = 0; k < others && i + 1 < kinds.length(); k++) {
        String name = "%02d-%05d".formatted(i, k);
        source.add(Labels.of("__name__", "m", "a", name, "g", "others"), TIME, 1, 1);
      }
    }
    Engine engine =
        new Engine(EngineOptions.DEFAULT, new Functions(), new BinaryOperators(), Runnable::run);
    QueryResult result =
        engine.instant(engine.parse(query), TIME, source, QueryContext.unlimited());
    List<String> told = new ArrayList<>();
    result.annotations().stream().map(Annotation::text).sorted().forEach(told::add);
    ((QueryResult.Vector) result.value())
        .series().stream()
            .filter(series -> series.labels().equals(Labels.of("g", "kinds")))
            .map(series -> series.samples().hasHistograms() + " " + series.samples().value(0))
            .forEach(told::add);
    return told;
  }

  private static void add(FloatHistogram histogram, SampleBuffer samples) {
    histogram.addTo(samples.lane());
    samples.addHistogram(TIME, histogram.sum(), 0);
  }
}
