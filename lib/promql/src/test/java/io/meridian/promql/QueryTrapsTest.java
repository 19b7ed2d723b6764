package io.meridian.promql;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.model.MetricMetadata;
import io.meridian.model.QueryContext;
import io.meridian.promql.exec.Annotation;
import io.meridian.promql.exec.EngineOptions;
import io.meridian.promql.exec.FunctionLibrary;
import io.meridian.promql.exec.Operand;
import io.meridian.promql.exec.TrapOptions;
import io.meridian.promql.exec.binary.BinaryOperators;
import io.meridian.promql.function.Functions;
import io.meridian.promql.syntax.Expression;
import io.meridian.promql.syntax.SyntaxOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Infos on queries that hardly give what their authors want. */
final class QueryTrapsTest {
  private static final Map<String, MetricMetadata.Type> TYPES =
      Map.of(
          "queue_total", MetricMetadata.Type.GAUGE, "requests_total", MetricMetadata.Type.COUNTER);

  /** Kernels, and where there is none yet, what lets a vector through. */
  private static FunctionLibrary.Implementation find(String function) {
    Functions functions = new Functions();
    return functions.has(function)
        ? functions.find(function)
        : new FunctionLibrary.OverSeries(
            (_, arguments, _) -> ((Operand.Vector) arguments.getLast()).operator());
  }

  private final MemorySource source =
      new MemorySource()
          .add(labels("requests_total", "a", "200"), 0, 10_000, 1, 2, 3, 4)
          .add(labels("requests_total", "a", "500"), 0, 10_000, 1, 2, 3, 4)
          .add(labels("requests_total", "b", "200"), 0, 10_000, 1, 2, 3, 4)
          .add(labels("queue_total", "a", "200"), 0, 10_000, 1, 2, 3, 4)
          .add(Labels.of("__name__", "local", "code", "1"), 0, 10_000, 1)
          .add(Labels.of("__name__", "local", "code", "2"), 0, 10_000, 1);

  private static Labels labels(String name, String cluster, String code) {
    return Labels.of("__name__", name, "cluster", cluster, "code", code);
  }

  private List<Annotation> annotations(EngineOptions options, String query) {
    Engine engine = new Engine(options, QueryTrapsTest::find, new BinaryOperators(), Runnable::run);
    Expression parsed = engine.parse(query);
    return engine.instant(parsed, 30_000, source, QueryContext.unlimited()).annotations();
  }

  private List<Annotation> annotations(String query) {
    TrapOptions traps =
        new TrapOptions("cluster", metric -> Optional.ofNullable(TYPES.get(metric)));
    return annotations(EngineOptions.DEFAULT.withSyntax(SyntaxOptions.ALL).withTraps(traps), query);
  }

  private void assertInfo(String query, String text, String place) {
    assertThat(annotations(query))
        .singleElement()
        .satisfies(info -> {
          assertThat(info.level()).isEqualTo(Annotation.Level.INFO);
          assertThat(info.text()).isEqualTo(text);
          assertThat(query.substring(info.position().start(), info.position().end()))
              .isEqualTo(place);
        });
    assertThat(annotations(EngineOptions.DEFAULT.withSyntax(SyntaxOptions.ALL), query)).isEmpty();
  }

  @Test
  void noticesTheRateOfAGauge() {
    assertInfo(
        "1 + rate(queue_total[30s])",
        "rate() of \"queue_total\", which is a gauge, takes each decrease for a reset; use delta()"
            + " or deriv()",
        "rate(queue_total[30s])");
  }

  @Test
  void noticesTheRateOfASum() {
    assertInfo(
        "rate(sum by (cluster) (requests_total)[20s:10s])",
        "rate() of an aggregate takes one counter's reset for one of all; aggregate rate()s",
        "rate(sum by (cluster) (requests_total)[20s:10s])");
  }

  @Test
  void noticesAQuantileOfBucketsWithoutTheirBounds() {
    assertInfo(
        "histogram_quantile(0.9, sum by (cluster) (rate(latency_bucket[1m])))",
        "histogram_quantile() of buckets that are aggregated without their bounds; group by (le, …)",
        "sum by (cluster) (rate(latency_bucket[1m]))");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sum by (cluster, code) (requests_total{code=\"500\"}) / sum by (cluster, code) (requests_total)",
        "sum without (x) (rate(requests_total{code=~\"5..\"}[30s])) / (sum without (x)"
            + " (rate(requests_total[30s])))",
        "requests_total{code=\"500\"} / on (cluster, code) requests_total",
      })
  void noticesARatioOfEachPartAndItself(String query) {
    assertInfo(
        query,
        "each part is divided by itself: both sides keep \"code\", which only the left one filters"
            + " on",
        query);
  }

  @Test
  void noticesThatClustersAreMerged() {
    assertInfo(
        "sum by (code) (requests_total)",
        "sum merges series of different cluster; add it to the grouping, or select one",
        "sum by (code) (requests_total)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rate(requests_total{cluster=\"a\"}[30s])",
        "delta(queue_total[30s])",
        "rate(unheard_of[30s])",
        "max_over_time(sum by (cluster) (requests_total)[20s:10s])",
        "sum by (cluster) (rate(requests_total[30s]))",
        "histogram_quantile(0.9, sum by (cluster, le) (rate(latency_bucket[1m])))",
        "histogram_quantile(0.9, sum by (cluster) (rate(latency[1m])))",
        "sum by (cluster) (requests_total{code=\"500\"}) / sum by (cluster) (requests_total)",
        "requests_total{code=\"500\"} / ignoring (code) group_left () sum by (cluster) (requests_total)",
        "sum by (cluster, code) (requests_total{code=\"500\"}) / sum by (cluster, code) (queue_total)",
        "sum(requests_total{cluster=\"a\"})",
        "count(sum by (cluster) (requests_total))",
        "sum(local)",
        "topk(1, requests_total)",
      })
  void saysNothingOfOtherQueries(String query) {
    assertThat(annotations(query)).isEmpty();
  }
}
