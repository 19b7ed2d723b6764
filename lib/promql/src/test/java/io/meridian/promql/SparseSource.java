package io.meridian.promql;

import io.meridian.model.LabelAnswer;
import io.meridian.model.Labels;
import io.meridian.model.Matcher;
import io.meridian.model.Outcome;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SampleWindows;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import io.meridian.model.SeriesSource;
import io.meridian.model.TimeRange;
import java.util.List;
import java.util.Optional;

/** A source that gives no sample of another one but those that a step looks at. */
final class SparseSource implements SeriesSource {
  private final SeriesSource source;
  private long left;

  SparseSource(SeriesSource source) {
    this.source = source;
  }

  /** How many samples were left out so far. */
  long left() {
    return left;
  }

  @Override
  public SeriesCursor select(List<Matcher> matchers, SelectHints hints, QueryContext context) {
    SeriesCursor all = source.select(matchers, hints, context);
    SampleWindows windows = SampleWindows.of(hints);
    return new SeriesCursor() {
      @Override
      public Optional<SeriesBatch> next() {
        return all.next().map(batch -> new Batch(batch, windows));
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

  private final class Batch implements SeriesBatch {
    private final SeriesBatch batch;
    private final SampleWindows windows;

    Batch(SeriesBatch batch, SampleWindows windows) {
      this.batch = batch;
      this.windows = windows;
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
      SampleBuffer all = new SampleBuffer();
      batch.readSamples(series, all);
      for (int i = 0; i < all.size(); i++) {
        if (windows.overlap(all.time(i), all.time(i))) {
          into.addAll(all, i, i + 1);
        } else {
          left++;
        }
      }
    }

    @Override
    public void close() {
      batch.close();
    }
  }
}
