package io.meridian.promql.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.CounterResetHint;
import io.meridian.model.FloatHistogram;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.Labels;
import io.meridian.model.StaleMarker;
import io.meridian.testkit.Conformance;
import io.meridian.testkit.Golden;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ScriptTest {
  @Test
  void readsEveryScriptOfPrometheus() throws IOException {
    int evaluations = 0;
    try (Stream<Path> files = Files.list(Golden.assumePresent("promqltest"))) {
      for (Path file : files.sorted().toList()) {
        Script script = Script.parse(file.getFileName().toString(), Files.readString(file));
        evaluations += script.evaluations().size();
      }
    }

    assertThat(evaluations).isEqualTo(1551);
    Conformance.count("promqltest-evaluations-read", evaluations);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "m 1 -2 +3 | [1.0, -2.0, 3.0]",
        "m _ 1 _x2 stale | [_, 1.0, _, _, stale]",
        "m 5x2 | [5.0, 5.0, 5.0]",
        "m 1+2x3 | [1.0, 3.0, 5.0, 7.0]",
        "m -1-2x1 | [-1.0, -3.0]",
        "m 1.5e3 .5 010 Inf -Inf NaN | [1500.0, 0.5, 8.0, Infinity, -Infinity, NaN]",
        "m{a=\"b\"} 0x1 | [0.0, 0.0]",
      })
  void repeatsAndStepsPoints(String line, String points) {
    assertThat(SeriesReader.read(line.trim()).points().toString()).isEqualTo(points.trim());
  }

  @Test
  void readsMetricsInEveryForm() {
    assertThat(SeriesReader.read("{\"utf8 näme\", \"l.x\"='v', b=`\\`,} 1").labels())
        .isEqualTo(Labels.of("__name__", "utf8 näme", "l.x", "v", "b", "\\"));
    assertThat(SeriesReader.read("a:b {c = \"\\u00e4\\x41\\101\\n\"} 1").labels())
        .isEqualTo(Labels.of("__name__", "a:b", "c", "äAA\n"));
    assertThat(SeriesReader.read("{} {{}}").labels()).isEqualTo(Labels.EMPTY);
  }

  @Test
  void stepsHistogramsAndTakesTheHintOfTheStep() {
    List<Point> points =
        SeriesReader.read(
                "m {{schema:1 Sum:2 count:3 buckets:[1 2] offset:1 z_bucket:1 z_bucket_w:0.5}}"
                    + "+{{schema:1 sum:1 count:1 buckets:[1 1] offset:1 counter_reset_hint:gauge}}x1")
            .points();

    Point.Buckets last = (Point.Buckets) points.get(1);
    FloatHistogram histogram = last.histogram();
    assertThat(points).hasSize(2);
    assertThat(last.hintWritten()).isTrue();
    assertThat(histogram.sum()).isEqualTo(3);
    assertThat(histogram.count()).isEqualTo(4);
    assertThat(histogram.positive(1)).isEqualTo(3);
    assertThat(histogram.hint()).isEqualTo(CounterResetHint.GAUGE);
    assertThat(histogram.layout().positive().offset(0)).isEqualTo(1);
  }

  @Test
  void readsStartTimesOfTheSeriesBelow() {
    Script script =
        Script.parse("s", "load 1m\n m{a=\"b\"}@st _ -30s-1mx1 1ms\n m{a=\"b\"} 1 2 3 4\n");

    Command.Load load = (Command.Load) script.commands().getFirst();
    assertThat(load.series().getFirst().starts())
        .containsExactly(
            new StartTime(false, 0),
            new StartTime(true, -30_000),
            new StartTime(true, -90_000),
            new StartTime(true, 1));
  }

  @Test
  void endsAnEvaluationAtBlankLineCommentOrNumber() {
    Script script =
        Script.parse(
            "s",
            """
            eval instant at 1m30s 1 + 1
              2
            eval range from 0 to 1m step 30s x
              x 1 _ 3
            # a comment
            eval_fail instant at 0 y
            """);

    assertThat(script.evaluations()).hasSize(3);
    assertThat(script.evaluations().get(0).timing()).isEqualTo(new Timing.Instant(90_000));
    assertThat(script.evaluations().get(0).expected().scalar()).hasValue(2);
    assertThat(script.evaluations().get(1).timing()).isEqualTo(new Timing.Range(0, 60_000, 30_000));
    assertThat(script.evaluations().get(2).expected().failure()).isPresent();
    assertThat(script.evaluations().get(2).line()).isEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "load",
        "load 1x",
        "load 1m1h",
        "load 1m\n m 1 x",
        "load 1m\n m 1+1",
        "load 1m\n m 1x99999999999",
        "load 1m\n m{a=\"b} 1",
        "load 1m\n m{a=\"\\q\"} 1",
        "load 1m\n m{a=\"\\ud800\"} 1",
        "load 1m\n m {{count:1 count:2}}",
        "load 1m\n m {{cunt:1}}",
        "load 1m\n m {{count:1",
        "load 1m\n m {{schema:3}}+{{schema:1}}x1",
        "load 1m\n m@st 1s\n",
        "load 1m\n m@st 1s\n n 1",
        "load 1m\n m@st 1s\n m 1 2",
        "eval instant x",
        "eval instant at -1 x",
        "eval range from 1m to 0 step 1s x",
        "eval range from 0 to 0 step 0 x",
        "eval instant at 0 x\n expect nothing",
        "eval instant at 0 x\n expect warn\n expect no_warn",
        "eval instant at 0 x\n expect fail\n expect fail",
        "eval instant at 0 x\n expect fail regex: (",
        "eval instant at 0 x\n expect string unquoted",
      })
  void namesScriptAndLineOfWhatItCannotRead(String text) {
    String line = text.lines().count() == 1 ? "1: " : "[123]: ";
    assertThatThrownBy(() -> Script.parse("bad.test", text))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageMatching("(?s)bad\\.test:" + line + ".*");
  }

  @Test
  void toleratesAMillionthAndKnowsTheStaleMarker() {
    assertThat(Tolerance.accepts(1, 1 + 1.9e-6)).isTrue();
    assertThat(Tolerance.accepts(1, 1 + 2.1e-6)).isFalse();
    assertThat(Tolerance.accepts(0, Double.MIN_VALUE)).isTrue();
    assertThat(Tolerance.accepts(0, 1e-300)).isFalse();
    assertThat(Tolerance.accepts(Double.MAX_VALUE, Double.MAX_VALUE)).isTrue();
    assertThat(Tolerance.accepts(Double.POSITIVE_INFINITY, Double.MAX_VALUE)).isFalse();
    assertThat(Tolerance.accepts(Double.NaN, Double.NaN)).isTrue();
    assertThat(Tolerance.accepts(Double.NaN, StaleMarker.VALUE)).isFalse();
    assertThat(Tolerance.accepts(StaleMarker.VALUE, StaleMarker.VALUE)).isTrue();
  }
}
