package io.meridian.promql;

import io.meridian.model.LabelAnswer;
import io.meridian.model.Labels;
import io.meridian.model.Matcher;
import io.meridian.model.Outcome;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import io.meridian.model.SeriesSource;
import io.meridian.model.TimeRange;
import java.util.List;
import java.util.Optional;

/** Another source, whose batches pass through {@link #batch}. */
abstract class ForwardedSource implements SeriesSource {
  private final SeriesSource source;

  ForwardedSource(SeriesSource source) {
    this.source = source;
  }

  /** What is given in place of a batch. */
  abstract SeriesBatch batch(SeriesBatch batch, SelectHints hints);

  @Override
  public SeriesCursor select(List<Matcher> matchers, SelectHints hints, QueryContext context) {
    SeriesCursor all = source.select(matchers, hints, context);
    return new SeriesCursor() {
      @Override
      public Optional<SeriesBatch> next() {
        return all.next().map(batch -> batch(batch, hints));
      }

      @Override
      public Outcome outcome() {
        return all.outcome();
      }

      @Override
      public void close() {
        all.close();
      }
    };
  }

  @Override
  public LabelAnswer labelNames(
      List<Matcher> matchers, TimeRange range, int limit, QueryContext context) {
    return source.labelNames(matchers, range, limit, context);
  }

  @Override
  public LabelAnswer labelValues(
      String name, List<Matcher> matchers, TimeRange range, int limit, QueryContext context) {
    return source.labelValues(name, matchers, range, limit, context);
  }

  /** Another batch. */
  static class Batch implements SeriesBatch {
    private final SeriesBatch batch;

    Batch(SeriesBatch batch) {
      this.batch = batch;
    }

    @Override
    public int size() {
      return batch.size();
    }

    @Override
    public byte[] labelBytes() {
      return batch.labelBytes();
    }

    @Override
    public int labelsFrom(int series) {
      return batch.labelsFrom(series);
    }

    @Override
    public int labelsTo(int series) {
      return batch.labelsTo(series);
    }

    @Override
    public Labels labels(int series) {
      return batch.labels(series);
    }

    @Override
    public void readSamples(int series, SampleBuffer into) {
      batch.readSamples(series, into);
    }

    @Override
    public void close() {
      batch.close();
    }
  }
}
