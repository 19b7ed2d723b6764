package io.meridian.promql.script;

import io.meridian.model.Labels;
import java.util.List;

/**
 * What a query got for an answer.
 *
 * @param annotations as the HTTP API gives them, kind and position included
 */
public record Answer(Value value, List<String> annotations) {
  public Answer {
    annotations = List.copyOf(annotations);
  }

  /** An error, or a value of one of PromQL's types. */
  public sealed interface Value {}

  /** An error; its message without the position. */
  public record Failure(String message) implements Value {}

  /** A number. */
  public record Scalar(double value) implements Value {}

  /** A string. */
  public record Text(String text) implements Value {}

  /** An instant vector; each row with one point. */
  public record Vector(List<Row> rows) implements Value {
    public Vector {
      rows = List.copyOf(rows);
    }
  }

  /** A range vector, or the values of a query at each step. */
  public record Matrix(List<Row> rows) implements Value {
    public Matrix {
      rows = List.copyOf(rows);
    }
  }

  /**
   * A series of an answer.
   *
   * @param times milliseconds since the epoch, ascending
   * @param points as many; none is a gap
   */
  public record Row(Labels labels, List<Long> times, List<Point> points) {
    public Row {
      times = List.copyOf(times);
      points = List.copyOf(points);
    }
  }
}
