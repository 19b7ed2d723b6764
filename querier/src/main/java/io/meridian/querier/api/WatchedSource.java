package io.meridian.querier.api;

import io.meridian.model.CountAnswer;
import io.meridian.model.LabelAnswer;
import io.meridian.model.LookbackSteps;
import io.meridian.model.Matcher;
import io.meridian.model.Outcome;
import io.meridian.model.QueryContext;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import io.meridian.model.SeriesSource;
import io.meridian.model.TimeRange;
import io.meridian.querier.run.QueryRun;
import java.util.List;
import java.util.Optional;

/**
 * Another source, of one part of the series where a query wants but one; sees if it has any, and
 * lets other queries compute while stores are waited for.
 */
final class WatchedSource implements SeriesSource {
  private final SeriesSource source;
  private final Optional<SelectHints.Shard> shard;
  private final QueryRun run;
  private volatile boolean selected;
  private volatile boolean found;

  WatchedSource(SeriesSource source, Optional<SelectHints.Shard> shard, QueryRun run) {
    this.run = run;
    this.source = source;
    this.shard = shard;
  }

  /** Whether series were asked for, and there were none at all. */
  boolean isEmpty() {
    return selected && !found;
  }

  @Override
  public SeriesCursor select(List<Matcher> matchers, SelectHints hints, QueryContext context) {
    selected = true;
    SelectHints asked = shard.isEmpty() ? hints : hints.withShard(shard);
    return new Watched(source.select(matchers, asked, context));
  }

  @Override
  public Optional<CountAnswer> counts(
      List<Matcher> matchers, SelectHints hints, LookbackSteps steps, QueryContext context) {
    if (shard.isPresent()) {
      return Optional.empty();
    }
    Optional<CountAnswer> answer =
        run.awaiting(() -> source.counts(matchers, hints, steps, context));
    selected |= answer.isPresent();
    found |= answer.filter(of -> of.counts().size() > 0).isPresent();
    return answer;
  }

  private final class Watched implements SeriesCursor {
    private final SeriesCursor cursor;

    Watched(SeriesCursor cursor) {
      this.cursor = cursor;
    }

    @Override
    public Optional<SeriesBatch> next() {
      Optional<SeriesBatch> batch = run.awaiting(cursor::next);
      found |= batch.isPresent();
      return batch;
    }

    @Override
    public Outcome outcome() {
      return cursor.outcome();
    }

    @Override
    public void close() {
      cursor.close();
    }
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
}
