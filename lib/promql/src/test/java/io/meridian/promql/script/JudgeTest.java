package io.meridian.promql.script;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JudgeTest {
  private static final Labels A = Labels.of("l", "a");
  private static final Labels B = Labels.of("l", "b");
  private static final String INSTANT = "eval instant at 1m q\n";
  private static final String RANGE = "eval range from 0 to 2m step 1m q\n";

  private static final Answer VECTOR =
      new Answer(
          new Answer.Vector(List.of(row(B, 60_000, "2"), row(A, 60_000, "{{count:3 sum:4}}"))),
          List.of("PromQL warning: w (1:1)", "PromQL info: i (1:1)"));
  private static final Answer MATRIX =
      new Answer(
          new Answer.Matrix(
              List.of(
                  new Answer.Row(A, List.of(0L, 120_000L), points("1 3")),
                  new Answer.Row(B, List.of(60_000L), points("5")))),
          List.of());

  private static Answer.Row row(Labels labels, long time, String point) {
    return new Answer.Row(labels, List.of(time), points(point));
  }

  private static List<Point> points(String text) {
    return SeriesReader.read("{} " + text).points();
  }

  private static List<String> differences(String evaluation, Answer answer) {
    return Judge.differences(Script.parse("s", evaluation).evaluations().getFirst(), answer);
  }

  private static Answer of(Answer.Value value) {
    return new Answer(value, List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{l=\"a\"} {{count:3 sum:4}}\n{l=\"b\"} 2",
        "{l=\"a\"} {{count:3 sum:4}}\n{l=\"b\"} 2.000001",
        "expect ordered\n{l=\"b\"} 2\n{l=\"a\"} {{count:3 sum:4}}",
        "expect warn\nexpect info\n{l=\"b\"} 2\n{l=\"a\"} {{count:3 sum:4}}",
        "expect warn msg: PromQL warning: w (1:1)\n{l=\"b\"} 2\n{l=\"a\"} {{count:3 sum:4}}",
        "expect info regex: i .1\n{l=\"b\"} 2\n{l=\"a\"} {{count:3 sum:4}}",
      })
  void acceptsWhatIsExpectedOfAVector(String expected) {
    assertThat(differences(INSTANT + expected, VECTOR)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{l=\"a\"} {{count:3 sum:4}}",
        "{l=\"a\"} {{count:3 sum:4}}\n{l=\"b\"} 2\n{l=\"c\"} 2",
        "{l=\"a\"} {{count:3 sum:4}}\n{l=\"b\"} 2.00001",
        "{l=\"a\"} {{count:3 sum:5}}\n{l=\"b\"} 2",
        "{l=\"a\"} {{count:3 sum:4 schema:1}}\n{l=\"b\"} 2",
        "{l=\"a\"} {{count:3 sum:4 z_bucket:1}}\n{l=\"b\"} 2",
        "{l=\"a\"} {{count:3 sum:4 buckets:[1]}}\n{l=\"b\"} 2",
        "{l=\"a\"} {{count:3 sum:4 counter_reset_hint:gauge}}\n{l=\"b\"} 2",
        "{l=\"a\"} 3\n{l=\"b\"} 2",
        "{l=\"a\"} {{count:3 sum:4}}\n{l=\"b\"} {{}}",
        "m{l=\"a\"} {{count:3 sum:4}}\n{l=\"b\"} 2",
        "{l=\"a\"} {{count:3 sum:4}}\n{l=\"b\"} 2 2",
        "expect ordered\n{l=\"a\"} {{count:3 sum:4}}\n{l=\"b\"} 2",
        "expect no_warn\n{l=\"b\"} 2\n{l=\"a\"} {{count:3 sum:4}}",
        "expect no_info\n{l=\"b\"} 2\n{l=\"a\"} {{count:3 sum:4}}",
        "expect warn msg: PromQL warning: w\n{l=\"b\"} 2\n{l=\"a\"} {{count:3 sum:4}}",
        "expect warn regex: x\n{l=\"b\"} 2\n{l=\"a\"} {{count:3 sum:4}}",
        "expect fail",
        "expect string \"2\"",
        "expect range vector from 0 to 1m step 1m\n{l=\"b\"} 2 2",
        "2",
        "",
      })
  void refusesWhatIsNotExpectedOfAVector(String expected) {
    assertThat(differences(INSTANT + expected, VECTOR)).isNotEmpty();
  }

  @Test
  void acceptsWhatIsExpectedOfARange() {
    String expected = "{l=\"a\"} 1 _ 3\n{l=\"b\"} _ 5";

    assertThat(differences(RANGE + expected, MATRIX)).isEmpty();
    assertThat(
            differences(INSTANT + "expect range vector from 0 to 2m step 1m\n" + expected, MATRIX))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{l=\"a\"} 1 _ 3",
        "{l=\"a\"} 1 2 3\n{l=\"b\"} _ 5",
        "{l=\"a\"} 1\n{l=\"b\"} _ 5",
        "{l=\"a\"} 1 _ 3\n{l=\"b\"} _ _",
        "{l=\"a\"} 1 _ 3\n{l=\"b\"} _ 5 _ _",
        "{l=\"a\"} 1 _ 4\n{l=\"b\"} _ 5",
        "{l=\"a\"} 1 _ 3\n{l=\"b\"} _ 5\n{l=\"c\"} 1",
      })
  void refusesWhatIsNotExpectedOfARange(String expected) {
    assertThat(differences(RANGE + expected, MATRIX)).isNotEmpty();
  }

  @Test
  void refusesUnsortedAndOddlyTimedRanges() {
    Answer unsorted = of(new Answer.Matrix(List.of(row(B, 0, "1"), row(A, 0, "1"))));
    Answer offGrid = of(new Answer.Matrix(List.of(row(A, 59_999, "1"))));

    assertThat(differences(RANGE + "{l=\"a\"} 1\n{l=\"b\"} 1", unsorted)).isNotEmpty();
    assertThat(differences(RANGE + "{l=\"a\"} _ 1", offGrid)).isNotEmpty();
  }

  @Test
  void refusesASeriesThatComesTwice() {
    Answer twice = of(new Answer.Vector(List.of(row(A, 0, "1"), row(A, 0, "1"))));

    assertThat(differences(INSTANT + "{l=\"a\"} 1", twice)).isNotEmpty();
  }

  @Test
  void judgesScalarsStringsAndErrors() {
    Answer scalar = of(new Answer.Scalar(2));
    Answer text = of(new Answer.Text("x"));
    Answer failure = of(new Answer.Failure("it broke"));

    assertThat(differences(INSTANT + "2", scalar)).isEmpty();
    assertThat(differences(INSTANT + "3", scalar)).isNotEmpty();
    assertThat(differences(INSTANT + "{} 2", scalar)).isNotEmpty();
    assertThat(differences(INSTANT + "expect string `x`", text)).isEmpty();
    assertThat(differences(INSTANT + "expect string \"y\"", text)).isNotEmpty();
    assertThat(differences(INSTANT + "expect fail", failure)).isEmpty();
    assertThat(differences(INSTANT + "expect fail msg: it broke", failure)).isEmpty();
    assertThat(differences(INSTANT + "expect fail msg: broke", failure)).isNotEmpty();
    assertThat(differences(INSTANT + "expect fail regex: br.ke", failure)).isEmpty();
    assertThat(differences(INSTANT + "expect fail regex: ^broke", failure)).isNotEmpty();
    assertThat(differences(INSTANT, failure)).isNotEmpty();
  }

  @Test
  void refusesAnnotationsThatAreNoneOfPromql() {
    Answer odd = new Answer(new Answer.Vector(List.of()), List.of("odd"));

    assertThat(differences(INSTANT, odd)).isNotEmpty();
  }
}
