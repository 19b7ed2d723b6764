package io.meridian.promql.script;

import io.meridian.model.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Holds an answer against what an evaluation expects. */
public final class Judge {
  private static final String WARNING = "PromQL warning: ";
  private static final String INFO = "PromQL info: ";

  private final Evaluation evaluation;
  private final List<String> differences = new ArrayList<>();

  private Judge(Evaluation evaluation) {
    this.evaluation = evaluation;
  }

  /** What is wrong with an answer; nothing if it is as expected. */
  public static List<String> differences(Evaluation evaluation, Answer answer) {
    Judge judge = new Judge(evaluation);
    judge.value(answer.value());
    judge.annotations(answer.annotations());
    return List.copyOf(judge.differences);
  }

  /**
   * What is wrong with an answer over a range at one of its steps, where an instant evaluation says
   * what to expect. Annotations do not count.
   */
  static List<String> differencesAt(Evaluation evaluation, long time, Answer answer) {
    Judge judge = new Judge(evaluation);
    if (answer.value() instanceof Answer.Matrix(List<Answer.Row> rows)) {
      judge.at(time, rows);
    } else {
      judge.differ("a range of values", describe(answer.value()));
    }
    return List.copyOf(judge.differences);
  }

  private void at(long time, List<Answer.Row> rows) {
    List<Answer.Row> points = new ArrayList<>();
    for (Answer.Row row : rows) {
      int at = row.times().indexOf(time);
      if (at >= 0) {
        points.add(new Answer.Row(row.labels(), List.of(time), List.of(row.points().get(at))));
      }
    }
    if (evaluation.expected().scalar().isPresent()) {
      double wanted = evaluation.expected().scalar().getAsDouble();
      series(
          List.of(new SeriesLine(Labels.EMPTY, List.of(new Point.Value(wanted)))), points, false);
    } else {
      series(evaluation.expected().series(), points, false);
    }
  }

  private void differ(String expected, String actual) {
    differences.add("expected " + expected + ", got " + actual);
  }

  private static String describe(Answer.Value value) {
    return switch (value) {
      case Answer.Failure(String message) -> "the error \"" + message + "\"";
      case Answer.Scalar(double number) -> "the scalar " + new Point.Value(number);
      case Answer.Text(String text) -> "the string \"" + text + "\"";
      case Answer.Vector(var rows) -> "an instant vector of " + rows.size() + " series";
      case Answer.Matrix(var rows) -> "a range vector of " + rows.size() + " series";
    };
  }

  private void value(Answer.Value value) {
    Expectations expected = evaluation.expected();
    if (expected.failure().isPresent()) {
      failure(expected.failure().get(), value);
    } else if (expected.string().isPresent()) {
      string(expected.string().get(), value);
    } else if (expected.rangeVector().isPresent()) {
      matrix(expected.rangeVector().get(), value);
    } else if (evaluation.timing() instanceof Timing.Range range) {
      matrix(range, value);
    } else {
      instant(value);
    }
  }

  private void failure(Wording wording, Answer.Value value) {
    if (!(value instanceof Answer.Failure(String message))) {
      differ("an error", describe(value));
    } else if (!wording.fits(message)) {
      differ("an error that says " + wording, describe(value));
    }
  }

  private void string(String text, Answer.Value value) {
    if (!(value instanceof Answer.Text(String actual) && actual.equals(text))) {
      differ("the string \"" + text + "\"", describe(value));
    }
  }

  private void instant(Answer.Value value) {
    Expectations expected = evaluation.expected();
    if (expected.scalar().isPresent()) {
      double wanted = expected.scalar().getAsDouble();
      if (!(value instanceof Answer.Scalar(double actual) && Tolerance.accepts(wanted, actual))) {
        differ("the scalar " + new Point.Value(wanted), describe(value));
      }
    } else if (value instanceof Answer.Vector(List<Answer.Row> rows)) {
      series(expected.series(), rows, expected.ordered());
    } else {
      differ("an instant vector", describe(value));
    }
  }

  /** Each series once, with one point. */
  private void series(List<SeriesLine> expected, List<Answer.Row> rows, boolean ordered) {
    Map<Labels, Answer.Row> byLabels = byLabels(rows);
    for (SeriesLine line : expected) {
      if (line.points().size() != 1) {
        differences.add(line.labels() + " has not one value; say \"expect range vector\"");
        return;
      }
      Answer.Row row = byLabels.remove(line.labels());
      if (row == null) {
        differ(line.labels() + " " + line.points().getFirst(), "no such series");
      } else if (!Tolerance.accepts(line.points().getFirst(), row.points().getFirst())) {
        differ(line.labels() + " " + line.points().getFirst(), row.points().getFirst().toString());
      }
    }
    byLabels.values().forEach(this::superfluous);
    if (ordered && differences.isEmpty()) {
      order(expected, rows);
    }
  }

  private void superfluous(Answer.Row row) {
    differ("no " + row.labels(), row.points().toString());
  }

  private Map<Labels, Answer.Row> byLabels(List<Answer.Row> rows) {
    Map<Labels, Answer.Row> byLabels = new HashMap<>();
    for (Answer.Row row : rows) {
      if (byLabels.put(row.labels(), row) != null) {
        differ(row.labels() + " once", "it twice");
      }
    }
    return byLabels;
  }

  private void order(List<SeriesLine> expected, List<Answer.Row> rows) {
    for (int i = 0; i < expected.size(); i++) {
      if (!expected.get(i).labels().equals(rows.get(i).labels())) {
        differ(expected.get(i).labels() + " at place " + (i + 1), rows.get(i).labels().toString());
        return;
      }
    }
  }

  private void matrix(Timing.Range range, Answer.Value value) {
    if (!(value instanceof Answer.Matrix(List<Answer.Row> rows))) {
      differ("a range of values", describe(value));
      return;
    }
    for (int i = 1; i < rows.size(); i++) {
      if (rows.get(i - 1).labels().compareTo(rows.get(i).labels()) >= 0) {
        differences.add(rows.get(i).labels() + " is not behind the series before it");
      }
    }
    Map<Labels, Answer.Row> byLabels = byLabels(rows);
    for (SeriesLine line : wanted()) {
      Answer.Row row = byLabels.remove(line.labels());
      row(range, line, row == null ? new Answer.Row(line.labels(), List.of(), List.of()) : row);
    }
    byLabels.values().forEach(this::superfluous);
  }

  private List<SeriesLine> wanted() {
    Expectations expected = evaluation.expected();
    if (expected.scalar().isEmpty()) {
      return expected.series();
    }
    Point point = new Point.Value(expected.scalar().getAsDouble());
    return List.of(new SeriesLine(Labels.EMPTY, List.of(point)));
  }

  private void row(Timing.Range range, SeriesLine line, Answer.Row row) {
    List<Point> expected = line.points();
    Map<Long, Point> actual = new HashMap<>();
    for (int i = 0; i < row.times().size(); i++) {
      actual.put(row.times().get(i), row.points().get(i));
    }
    for (int i = 0; i < expected.size(); i++) {
      long time = range.start() + i * range.step();
      if (time > range.end()) {
        differences.add(line.labels() + " has more values than the range has steps");
        return;
      }
      Point point = actual.getOrDefault(time, Point.GAP);
      actual.remove(time);
      if (!Tolerance.accepts(expected.get(i), point)) {
        differ(line.labels() + " at " + time + " ms " + expected.get(i), point.toString());
      }
    }
    actual.forEach(
        (time, point) -> differ(line.labels() + " at " + time + " ms nothing", point.toString()));
  }

  private void annotations(List<String> annotations) {
    annotations.stream()
        .filter(text -> !text.startsWith(WARNING) && !text.startsWith(INFO))
        .forEach(text -> differ("a warning or an info", "\"" + text + "\""));
    notes("warning", evaluation.expected().warnings(), only(annotations, WARNING));
    notes("info", evaluation.expected().infos(), only(annotations, INFO));
  }

  private static List<String> only(List<String> annotations, String prefix) {
    return annotations.stream().filter(text -> text.startsWith(prefix)).toList();
  }

  private void notes(String kind, Expectations.Notes expected, List<String> actual) {
    if (expected.none() && !actual.isEmpty()) {
      differ("no " + kind, actual.toString());
    }
    if (expected.wordings().isEmpty()) {
      return;
    }
    for (Wording wording : expected.wordings()) {
      if (actual.stream().noneMatch(wording::fits)) {
        differ("the " + kind + " " + wording, actual.toString());
      }
    }
    for (String text : actual) {
      if (expected.wordings().stream().noneMatch(wording -> wording.fits(text))) {
        differ("no further " + kind, "\"" + text + "\"");
      }
    }
  }
}
