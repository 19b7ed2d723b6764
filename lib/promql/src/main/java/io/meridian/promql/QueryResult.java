package io.meridian.promql;

import io.meridian.model.Labels;
import io.meridian.model.Outcome;
import io.meridian.model.SampleBuffer;
import io.meridian.promql.exec.Annotation;
import java.util.List;

/**
 * A query's answer.
 *
 * @param annotations infos and warnings, in no order
 * @param outcome whether the answer is complete, and until when it is final
 * @param statistics what it took
 */
public record QueryResult(
    Value value, List<Annotation> annotations, Outcome outcome, QueryStatistics statistics) {
  public QueryResult {
    annotations = List.copyOf(annotations);
  }

  /** A value of one of the language's types. */
  public sealed interface Value {
    /** The series; none for a number or a text. */
    default List<Series> series() {
      return List.of();
    }
  }

  /** A number at an instant, Unix milliseconds. */
  public record Scalar(long time, double value) implements Value {}

  /** A string at an instant, Unix milliseconds. */
  public record Text(long time, String text) implements Value {}

  /** Series with one sample each, all at the query's instant; sorted only if the query sorts. */
  public record Vector(List<Series> series) implements Value {
    public Vector {
      series = List.copyOf(series);
    }
  }

  /** Series with any number of samples, sorted by their labels. */
  public record Matrix(List<Series> series) implements Value {
    public Matrix {
      series = List.copyOf(series);
    }
  }

  /** A series with its samples in columns, at least one. */
  public record Series(Labels labels, SampleBuffer samples) {
    /** Objects and arrays beside their content. */
    private static final int OBJECT_BYTES = 128;

    /** About how many bytes of memory it takes. */
    public long bytes() {
      return OBJECT_BYTES + labels.packed().length + samples.bytes();
    }
  }
}
