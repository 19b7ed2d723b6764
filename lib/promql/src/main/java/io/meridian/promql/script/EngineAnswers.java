package io.meridian.promql.script;

import io.meridian.model.Histogram;
import io.meridian.model.Labels;
import io.meridian.model.MeridianException;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SeriesSource;
import io.meridian.promql.Engine;
import io.meridian.promql.QueryResult;
import io.meridian.promql.plan.QueryTimes;
import io.meridian.promql.syntax.Expression;
import io.meridian.promql.syntax.QueryText;
import java.util.ArrayList;
import java.util.List;

/** Answers a script's queries by an engine. */
public final class EngineAnswers implements Answering {
  private final Engine engine;

  public EngineAnswers(Engine engine) {
    this.engine = engine;
  }

  @Override
  public Expression parse(String query) {
    return engine.parse(query);
  }

  @Override
  public Answer answer(String query, Timing timing, SeriesSource series) {
    try {
      QueryResult result = result(engine.parse(query), timing, series);
      QueryText text = QueryText.of(query);
      List<String> annotations =
          result.annotations().stream()
              .map(
                  a -> a.level().prefix() + ": " + a.text() + " (" + text.place(a.position()) + ")")
              .toList();
      return new Answer(value(result.value()), annotations);
    } catch (MeridianException e) {
      return new Answer(new Answer.Failure(String.valueOf(e.getMessage())), List.of());
    }
  }

  private QueryResult result(Expression query, Timing timing, SeriesSource series) {
    QueryContext context = QueryContext.unlimited();
    return switch (timing) {
      case Timing.Instant(long time) -> engine.instant(query, time, series, context);
      case Timing.Range(long start, long end, long step) ->
          engine.range(query, new QueryTimes(start, end, step), series, context);
    };
  }

  private static Answer.Value value(QueryResult.Value value) {
    return switch (value) {
      case QueryResult.Scalar scalar -> new Answer.Scalar(scalar.value());
      case QueryResult.Text text -> new Answer.Text(text.text());
      case QueryResult.Vector vector -> new Answer.Vector(rows(vector.series()));
      case QueryResult.Matrix matrix -> new Answer.Matrix(rows(matrix.series()));
    };
  }

  private static List<Answer.Row> rows(List<QueryResult.Series> series) {
    return series.stream().map(one -> row(one.labels(), one.samples())).toList();
  }

  private static Answer.Row row(Labels labels, SampleBuffer samples) {
    List<Long> times = new ArrayList<>(samples.size());
    List<Point> points = new ArrayList<>(samples.size());
    for (int i = 0; i < samples.size(); i++) {
      int histogram = samples.laneIndex(i);
      times.add(samples.time(i));
      points.add(
          histogram < 0
              ? new Point.Value(samples.value(i))
              : new Point.Buckets(Histogram.of(samples.lane(), histogram).toFloat(), true));
    }
    return new Answer.Row(labels, times, points);
  }
}
