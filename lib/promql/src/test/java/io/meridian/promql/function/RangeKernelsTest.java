package io.meridian.promql.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.meridian.model.Histogram;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.QueryFailedException;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import io.meridian.model.Tile;
import io.meridian.model.TimeRange;
import io.meridian.promql.exec.Annotation;
import io.meridian.promql.exec.Annotations;
import io.meridian.promql.exec.EngineOptions;
import io.meridian.promql.exec.FunctionLibrary.OverRange;
import io.meridian.promql.exec.RangeFunction;
import io.meridian.promql.exec.RangeSeries;
import io.meridian.promql.exec.StepGrid;
import io.meridian.promql.exec.Window;
import io.meridian.promql.script.Command;
import io.meridian.promql.script.Script;
import io.meridian.promql.script.ScriptSource;
import io.meridian.promql.syntax.Call;
import io.meridian.promql.syntax.Expression;
import io.meridian.promql.syntax.NumberLiteral;
import io.meridian.promql.syntax.RangeSelector;
import io.meridian.promql.syntax.Syntax;
import io.meridian.promql.syntax.SyntaxOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kernels over one series; the values are answers of Prometheus 3.14 to the same series. */
final class RangeKernelsTest {
  private static final String LOAD =
      """
      load 30s
        c 5 7.5 12 1.25 4 4 9 0.5 3 11.75 20 20.5
        g -1 2.5 1e3 -7 0.1 0.2 0.3 NaN 4 4 -2 8
        h {{count:3 sum:4 buckets:[1 2]}} {{count:6 sum:9 buckets:[2 4]}} {{count:2 sum:1 buckets:[1 1]}} {{count:7 sum:8 buckets:[3 4]}}
        m 1 {{count:1}} 2
        e {{count:1}} {{schema:-53 count:1 custom_values:[5 10] buckets:[1]}}

      load 15s
        s 1+1x4 9+1x4
        r 100 10
        l _ 5+1x4
        i {{count:1 sum:1 buckets:[1]}}+{{count:1 sum:1 buckets:[1]}}x7

      load 1m
        d 0 0 100 0 0 11 -1
        n 5+3x2 3+3x6

      load 30s
        k {{schema:-53 sum:1 count:1 custom_values:[5 10] buckets:[1]}} {{schema:-53 sum:4 count:4 custom_values:[5 10] buckets:[4]}} {{schema:-53 sum:1 count:1 custom_values:[5 10] buckets:[1] counter_reset_hint:reset}} {{schema:-53 sum:3 count:3 custom_values:[5 10] buckets:[3]}}
      """;

  private final Annotations annotations = new Annotations();

  private Tile evaluate(String query, long time) {
    Call call = (Call) Syntax.parse(query, SyntaxOptions.ALL);
    StepGrid steps = StepGrid.instant(time);
    List<double[]> scalars = new ArrayList<>();
    List<RangeSelector> ranges = new ArrayList<>();
    for (Expression argument : call.arguments()) {
      scalars.add(argument instanceof NumberLiteral n ? new double[] {n.value()} : new double[0]);
      if (argument instanceof RangeSelector range) {
        ranges.add(range);
      }
    }
    RangeSelector selector = ranges.getFirst();
    Window window =
        new Window(
            steps,
            OptionalLong.empty(),
            selector.selector().modifiers().offsetMillis(),
            selector.range().millis(),
            selector.selector().extension(),
            300_000);
    OverRange function = (OverRange) new Functions().find(call.function().name());
    RangeFunction kernel =
        function
            .factory()
            .create(
                new RangeFunction.Arguments(
                    call, window, scalars, List.of(), EngineOptions.DEFAULT, annotations));
    Tile tile = new Tile(1, 1);
    kernel.apply(RangeSeries.of(window, samples(selector.selector().name())), tile, 0);
    return tile;
  }

  private static SampleBuffer samples(String name) {
    ScriptSource source = new ScriptSource();
    for (Command command : Script.parse("s", LOAD).commands()) {
      source.load((Command.Load) command);
    }
    SampleBuffer samples = new SampleBuffer();
    try (SeriesCursor cursor =
            source.select(
                List.of(Matcher.equal("__name__", name)),
                SelectHints.of(TimeRange.ALL),
                QueryContext.unlimited());
        SeriesBatch batch = cursor.next().orElseThrow()) {
      batch.readSamples(0, samples);
    }
    return samples;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rate(c[3m]) | 1.6666666666666666E-01",
        "increase(c[3m]) | 30",
        "delta(g[100s]) | -10",
        "rate(c[65s]) | 0.275",
        "increase(c[2m] offset 90s) | 7.333333333333333",
        "irate(c[3m]) | 0.275",
        "idelta(c[3m]) | 8.25",
        "irate(c[80s] offset 2m) | 1.6666666666666666E-01",
        "sum_over_time(g[3m] offset 3m) | 994.6",
        "avg_over_time(c[3m]) | 8.041666666666666",
        "min_over_time(g[4m]) | -7",
        "max_over_time(g[4m]) | 4",
        "stddev_over_time(c[4m]) | 6.1653644458377315",
        "stdvar_over_time(c[4m]) | 38.01171875",
        "quantile_over_time(0.3, c[4m]) | 3.1",
        "quantile_over_time(2, c[4m]) | Infinity",
        "changes(g[4m]) | 6",
        "resets(c[5m]) | 2",
        "deriv(c[4m]) | 6.28968253968254E-02",
        "predict_linear(c[4m], 60) | 18.323412698412696",
        "count_over_time(c[4m]) | 8",
        "present_over_time(c[4m]) | 1",
        "last_over_time(c[4m]) | 20",
        "first_over_time(c[4m]) | 1.25",
        "resets(h[2m] offset 220s) | 1",
        "changes(h[2m] offset 220s) | 3",
        "count_over_time(h[2m] offset 220s) | 4",
      })
  void givesPrometheusFloats(String query, double expected) {
    Tile tile = evaluate(query, 320_000);

    assertThat(tile.has(0)).isTrue();
    assertThat(tile.values()[0]).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rate(h[2m] offset 220s) | 0.1111111111111111 | 0.14444444444444443 | 0.04444444444444444"
            + " | 0.06666666666666665",
        "increase(h[2m] offset 220s) | 13.333333333333332 | 17.333333333333332"
            + " | 5.333333333333333 | 8",
        "sum_over_time(h[2m] offset 220s) | 18 | 22 | 7 | 11",
        "avg_over_time(h[2m] offset 220s) | 4.5 | 5.5 | 1.75 | 2.75",
        "irate(h[2m] offset 220s) | 0.16666666666666666 | 0.23333333333333334"
            + " | 0.06666666666666667 | 0.1",
        "irate(h[2m] offset 250s) | 0.06666666666666667 | 0.03333333333333333"
            + " | 0.03333333333333333 | 0.03333333333333333",
        "last_over_time(h[2m] offset 220s) | 7 | 8 | 3 | 4",
      })
  void givesPrometheusHistograms(
      String query, double count, double sum, double first, double second) {
    Tile tile = evaluate(query, 320_000);

    assertThat(tile.laneIndex(0)).isNotNegative();
    var histogram = Histogram.of(tile.lane(), tile.laneIndex(0)).toFloat();
    assertThat(histogram.count()).isEqualTo(count);
    assertThat(histogram.sum()).isEqualTo(sum);
    assertThat(histogram.positive(0)).isEqualTo(first);
    assertThat(histogram.positive(1)).isEqualTo(second);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "20 | increase(s[1m] anchored) | 1",
        "80 | increase(s[1m] anchored) | 7",
        "125 | increase(s[1m] anchored) | 7",
        "35 | increase(s[1m] smoothed) | 2.3333333333333335",
        "80 | increase(s[1m] smoothed) | 7",
        "110 | increase(s[1m] smoothed) | 7",
        "90 | increase(n[1m] smoothed) | 3",
        "300 | increase(n[5m] anchored) | 15",
        "375 | increase(n[5m] smoothed) | 15",
        "345 | delta(d[5m] smoothed) | 2",
        "12 | rate(r[10s] smoothed) | 0.6666666666666667",
        "15 | increase(l[10s] anchored) | 0",
      })
  void readsTheBoundsOfExtendedRanges(long seconds, String query, double expected) {
    Tile tile = evaluate(query, seconds * 1000);

    assertThat(tile.has(0)).isTrue();
    assertThat(tile.values()[0]).isCloseTo(expected, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "50 | increase(i[1m] anchored) | 3",
        "50 | increase(i[1m] smoothed) | 3.333333333333333",
        "5 | increase(i[1m] smoothed) | 0.3333333333333333",
        "5 | increase(i[1m] anchored) | 0",
        "50 | rate(i[1m] smoothed) | 0.05555555555555555",
        "90 | increase(k[90s] anchored) | 6",
      })
  void readsTheBoundsOfExtendedRangesOfHistograms(long seconds, String query, double count) {
    Tile tile = evaluate(query, seconds * 1000);

    assertThat(tile.laneIndex(0)).isNotNegative();
    var histogram = Histogram.of(tile.lane(), tile.laneIndex(0)).toFloat();
    assertThat(histogram.count()).isCloseTo(count, within(1e-12));
    assertThat(histogram.sum()).isCloseTo(count, within(1e-12));
    assertThat(annotations.all()).isEmpty();
  }

  @Test
  void givesNothingForExtendedRangesWithoutSamplesBehindTheirStart() {
    assertThat(evaluate("rate(l[5s] smoothed)", 5_000).has(0)).isFalse();
    assertThat(evaluate("increase(l[5s] smoothed)", 90_000).has(0)).isFalse();
    assertThat(evaluate("increase(n[5m] anchored)", 900_000).has(0)).isFalse();
  }

  @Test
  void warnsOfExtendedRangesWhoseHistogramsDoNotGoTogether() {
    assertThat(evaluate("rate(e[1m] anchored)", 30_000).has(0)).isFalse();
    assertThat(evaluate("delta(i[1m] anchored)", 50_000).has(0)).isTrue();
    assertThat(annotations.all())
        .extracting(Annotation::text)
        .containsExactly(
            "vector contains a mix of histograms with exponential and custom buckets schemas for"
                + " metric name \"\"",
            "this native histogram metric is not a gauge: \"\"");
  }

  @Test
  void leavesMixedWindowsOutAndWarns() {
    assertThat(evaluate("rate(m[2m])", 60_000).has(0)).isFalse();
    assertThat(annotations.all())
        .extracting(Annotation::level, Annotation::text)
        .containsExactly(
            tuple(
                Annotation.Level.WARNING,
                "encountered a mix of histograms and floats for metric name \"\""));
  }

  @Test
  void ignoresHistogramsAmongFloatsAndSaysSo() {
    Tile tile = evaluate("max_over_time(m[2m])", 60_000);

    assertThat(tile.values()[0]).isEqualTo(2);
    assertThat(annotations.all())
        .extracting(Annotation::level)
        .containsExactly(Annotation.Level.INFO);
  }

  @Test
  void givesNothingForEmptyWindows() {
    for (String query : List.of("rate(c[1s])", "sum_over_time(c[1s])", "last_over_time(c[1s])")) {
      assertThat(evaluate(query, 1_000_000).has(0)).as(query).isFalse();
    }
  }

  @Test
  void refusesFactorsOutsideTheirRange() {
    assertThatThrownBy(() -> evaluate("double_exponential_smoothing(c[4m], 1.5, 0.5)", 320_000))
        .isInstanceOf(QueryFailedException.class)
        .hasMessage("invalid smoothing factor. Expected: 0 < sf < 1, got: 1.500000");
  }

  @Test
  void numbersFollowGo() {
    assertThat(GoMath.max(Double.POSITIVE_INFINITY, Double.NaN)).isInfinite();
    assertThat(GoMath.sign(-0.5)).isEqualTo(-1);
    assertThat(DoubleStream.of(123, 5, 0.123, 1_234_567, 99.5).mapToObj(ShortNumber::withTwoDigits))
        .containsExactly("1.2e+02", "5", "0.12", "1.2e+06", "1e+02");
  }
}
