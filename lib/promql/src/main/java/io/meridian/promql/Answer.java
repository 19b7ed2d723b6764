package io.meridian.promql;

import io.meridian.model.LabelBytes;
import io.meridian.model.LabelText;
import io.meridian.model.Labels;
import io.meridian.model.QueryFailedException;
import io.meridian.model.SampleBuffer;
import io.meridian.promql.exec.Assembly;
import io.meridian.promql.exec.Collected;
import io.meridian.promql.exec.HeldMemory;
import io.meridian.promql.exec.NameDrop;
import io.meridian.promql.exec.QueryRun;
import io.meridian.promql.exec.RangeRows;
import io.meridian.promql.plan.PlanNode;
import io.meridian.promql.plan.PlanNode.SelectRange;
import io.meridian.promql.plan.PlanNode.SubqueryRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs a plan and makes a value of what comes out. */
final class Answer {
  private final Assembly assembly;
  private final QueryRun run;
  private final boolean instant;

  Answer(Assembly assembly, QueryRun run, boolean instant) {
    this.assembly = assembly;
    this.run = run;
    this.instant = instant;
  }

  /** The value; what it takes is held of the query's memory until it is made. */
  QueryResult.Value of(PlanNode plan) {
    try (HeldMemory held = new HeldMemory(run)) {
      return of(plan, held);
    }
  }

  private QueryResult.Value of(PlanNode plan, HeldMemory held) {
    return switch (plan.type()) {
      case STRING ->
          new QueryResult.Text(run.steps().start(), LabelText.utf8(((PlanNode.Text) plan).value()));
      case SCALAR -> scalar(assembly.scalar(plan, run));
      case VECTOR -> vector(plan, held);
      case MATRIX -> new QueryResult.Matrix(sorted(named(range(plan, held))));
      case NONE -> throw new IllegalArgumentException("a plan of no type: " + plan);
    };
  }

  private QueryResult.Value scalar(double[] values) {
    if (instant) {
      return new QueryResult.Scalar(run.steps().start(), values[0]);
    }
    SampleBuffer samples = new SampleBuffer(values.length);
    for (int i = 0; i < values.length; i++) {
      samples.add(run.steps().time(i), values[i]);
    }
    return new QueryResult.Matrix(List.of(new QueryResult.Series(Labels.EMPTY, samples)));
  }

  private QueryResult.Value vector(PlanNode plan, HeldMemory held) {
    List<Row> rows = new ArrayList<>();
    try (Collected collected = run.collect(assembly.vector(plan, run))) {
      for (int i = 0; i < collected.size(); i++) {
        SampleBuffer samples = new SampleBuffer(run.steps().count());
        RangeRows.read(collected, i, samples);
        held.add(samples.bytes());
        rows.add(new Row(collected.labels(i), collected.dropsName(i), samples));
      }
    }
    List<QueryResult.Series> series = named(rows);
    return instant
        ? new QueryResult.Vector(series.stream().map(Answer::single).toList())
        : new QueryResult.Matrix(sorted(series));
  }

  private List<Row> range(PlanNode plan, HeldMemory held) {
    List<Row> rows = new ArrayList<>();
    RangeRows.Sink sink =
        (labels, dropsName, samples) -> {
          held.add(samples.bytes());
          rows.add(new Row(labels, dropsName, samples));
        };
    switch (plan) {
      case SelectRange select -> RangeRows.of(select, run, sink);
      case SubqueryRange subquery -> RangeRows.of(subquery, assembly, run, sink);
      default -> throw new IllegalArgumentException("no range: " + plan);
    }
    return rows;
  }

  /** A series before its name is dropped, if it is to be. */
  private record Row(Labels labels, boolean dropsName, SampleBuffer samples) {}

  /** Drops names where that was put off, and joins series that are the same then. */
  private List<QueryResult.Series> named(List<Row> rows) {
    if (!run.options().delayedNameRemoval()) {
      return rows.stream().map(row -> new QueryResult.Series(row.labels(), row.samples())).toList();
    }
    Map<Labels, QueryResult.Series> named = new LinkedHashMap<>();
    for (Row row : rows) {
      Labels labels = row.dropsName() ? withoutName(row.labels()) : row.labels();
      named.merge(labels, new QueryResult.Series(labels, row.samples()), Answer::joined);
    }
    return List.copyOf(named.values());
  }

  private static Labels withoutName(Labels labels) {
    LabelBytes rest = new LabelBytes();
    NameDrop.add(labels.packed(), 0, labels.packed().length, rest);
    return rest.labels(0);
  }

  private static boolean isHistogram(QueryResult.Series series, int sample) {
    return series.samples().laneIndex(sample) >= 0;
  }

  /** Of a float and a histogram at one instant only the histogram counts. */
  private static QueryResult.Series single(QueryResult.Series series) {
    if (series.samples().size() < 2) {
      return series;
    }
    SampleBuffer samples = new SampleBuffer(1);
    int histogram = isHistogram(series, 0) ? 0 : 1;
    samples.addAll(series.samples(), histogram, histogram + 1);
    return new QueryResult.Series(series.labels(), samples);
  }

  /**
   * Series of the same labels. Both may have a sample at the same time if just one of these is a
   * histogram.
   */
  private static QueryResult.Series joined(QueryResult.Series one, QueryResult.Series other) {
    SampleBuffer samples = new SampleBuffer(one.samples().size() + other.samples().size());
    int at = 0;
    for (int i = 0; i < one.samples().size(); i++) {
      long time = one.samples().time(i);
      while (at < other.samples().size() && other.samples().time(at) < time) {
        samples.addAll(other.samples(), at, ++at);
      }
      if (at < other.samples().size()
          && other.samples().time(at) == time
          && isHistogram(one, i) == isHistogram(other, at)) {
        throw new QueryFailedException("vector cannot contain metrics with the same labelset");
      }
      samples.addAll(one.samples(), i, i + 1);
    }
    samples.addAll(other.samples(), at, other.samples().size());
    return new QueryResult.Series(one.labels(), samples);
  }

  private static List<QueryResult.Series> sorted(List<QueryResult.Series> series) {
    return series.stream().sorted(Comparator.comparing(QueryResult.Series::labels)).toList();
  }
}
