package io.meridian.promql.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.Labels;
import io.meridian.model.Matcher;
import io.meridian.model.SeriesSource;
import io.meridian.promql.Engine;
import io.meridian.promql.exec.EngineOptions;
import io.meridian.promql.exec.binary.BinaryOperators;
import io.meridian.promql.function.Functions;
import io.meridian.promql.syntax.Expression;
import io.meridian.promql.syntax.RangeExtension;
import io.meridian.promql.syntax.SourceRange;
import io.meridian.promql.syntax.TimeModifiers;
import io.meridian.promql.syntax.VectorSelector;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

final class ScriptRunnerTest {
  /** Answers every query with one series whose value depends on the time alone. */
  private static final class Clock implements Answering {
    private final LongFunction<String> values;
    private final List<Timing> asked = new ArrayList<>();

    Clock(LongFunction<String> values) {
      this.values = values;
    }

    @Override
    public Expression parse(String query) {
      return new VectorSelector(
          query,
          List.of(Matcher.equal("__name__", query)),
          TimeModifiers.NONE,
          RangeExtension.NONE,
          new SourceRange(0, query.length()));
    }

    @Override
    public Answer answer(String query, Timing timing, SeriesSource series) {
      asked.add(timing);
      return switch (timing) {
        case Timing.Instant(long time) ->
            new Answer(new Answer.Vector(List.of(row(time, time, 1))), List.of());
        case Timing.Range(long start, long end, long step) ->
            new Answer(new Answer.Matrix(List.of(row(start, end, step))), List.of());
      };
    }

    private Answer.Row row(long start, long end, long step) {
      List<Long> times = new ArrayList<>();
      StringBuilder text = new StringBuilder("{}");
      for (long time = start; time <= end; time += step) {
        times.add(time);
        text.append(' ').append(values.apply(time));
      }
      return new Answer.Row(Labels.EMPTY, times, SeriesReader.read(text.toString()).points());
    }
  }

  @Test
  void executesAnInstantCaseAtOtherTimesAndAsTheMiddleOfRanges() {
    Clock clock = new Clock(_ -> "1");
    ScriptReport report = ScriptRunner.run(Script.parse("s", "eval instant at 5m q\n {} 1"), clock);

    assertThat(report.passed()).isEqualTo(1);
    assertThat(report.cases().getFirst().executions()).isEqualTo(12);
    assertThat(clock.asked)
        .contains(
            new Timing.Instant(-3_000_000),
            new Timing.Instant(0),
            new Timing.Instant(60_000),
            new Timing.Instant(3_000_000),
            new Timing.Range(240_000, 360_000, 60_000),
            new Timing.Range(-3_060_000, -2_940_000, 60_000));
  }

  @Test
  void executesARangeCaseOnce() {
    Clock clock = new Clock(_ -> "1");

    ScriptRunner.run(Script.parse("s", "eval range from 0 to 2m step 1m q\n {} 1x2"), clock);

    assertThat(clock.asked).containsExactly(new Timing.Range(0, 120_000, 60_000));
  }

  @Test
  void findsAnAnswerThatIsWrongAtAnotherTimeOnly() {
    Clock clock = new Clock(time -> time == -3_000_000 ? "2" : "1");
    ScriptReport report = ScriptRunner.run(Script.parse("s", "eval instant at 5m q\n {} 1"), clock);

    assertThat(report.failed()).isEqualTo(1);
    assertThat(ScriptReport.text(List.of(report)))
        .contains("s:1: q\n", " at -3000000 ms: expected {} 1.0, got 2.0\n")
        .endsWith("0 passed, 1 failed\n");
  }

  @Test
  void comparesNoRangesWhereTheQueryAsksForItsBounds() {
    Clock clock = new Clock(_ -> "1");

    ScriptRunner.run(Script.parse("s", "eval instant at 0 q + end()\n {} 1"), clock);

    assertThat(clock.asked).allMatch(Timing.Instant.class::isInstance);
  }

  @Test
  void refusesScriptsWithQueriesThatDoNotParse() {
    EngineAnswers answers =
        new EngineAnswers(
            new Engine(
                EngineOptions.DEFAULT, new Functions(), new BinaryOperators(), Runnable::run));
    Script script =
        Script.parse("s", "eval instant at 0 up\n\neval instant at 0 up}\n expect fail");

    assertThatThrownBy(() -> ScriptRunner.run(script, answers))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessage("s:3: 1:3: parse error: unexpected character: '}'");
  }

  @Test
  void evaluatesARangeVectorAtItsEnd() {
    Clock clock = new Clock(_ -> "1");

    ScriptRunner.run(
        Script.parse(
            "s", "eval instant at 0 q\n expect range vector from 1m to 3m step 1m\n {} 1x2"),
        clock);

    assertThat(clock.asked).contains(new Timing.Instant(180_000));
    assertThat(clock.asked).allMatch(Timing.Instant.class::isInstance);
  }

  @Test
  void reportsInXml() throws Exception {
    Clock clock = new Clock(_ -> "1");
    ScriptReport report =
        ScriptRunner.run(
            Script.parse("<s>", "eval instant at 0 q{a=\"\u0001\"}\n {} 1\n\neval instant at 0 r"),
            clock);

    String xml = JUnitReport.of(List.of(report));
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    assertThat(document.getElementsByTagName("testcase").getLength()).isEqualTo(2);
    assertThat(document.getElementsByTagName("failure").getLength()).isEqualTo(1);
    assertThat(document.getElementsByTagName("failure").item(0).getTextContent())
        .contains("expected no {}");
  }
}
