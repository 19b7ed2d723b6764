package io.meridian.tsdb.store;

import io.meridian.model.LabelAnswer;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesCursor;
import io.meridian.model.SeriesSource;
import io.meridian.model.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Several sources as one, such as the blocks of a folder: a series that several of them have is one
 * series with the samples of all. Where several have a sample at the same time the first source's
 * counts. The sources stay their owner's.
 */
public final class JoinedSource implements SeriesSource {
  private final List<SeriesSource> sources;

  /** Joins sources, at least one. */
  public JoinedSource(List<? extends SeriesSource> sources) {
    if (sources.isEmpty()) {
      throw new IllegalArgumentException("there is nothing to join");
    }
    this.sources = List.copyOf(sources);
  }

  @Override
  public SeriesCursor select(List<Matcher> matchers, SelectHints hints, QueryContext context) {
    if (sources.size() == 1) {
      return sources.getFirst().select(matchers, hints, context);
    }
    List<SeriesCursor> cursors = new ArrayList<>();
    try {
      for (SeriesSource source : sources) {
        cursors.add(source.select(matchers, hints, context));
      }
      return new JoinedSeries(cursors, hints.limit(), () -> {});
    } catch (RuntimeException e) {
      cursors.forEach(SeriesCursor::close);
      throw e;
    }
  }

  @Override
  public LabelAnswer labelNames(
      List<Matcher> matchers, TimeRange range, int limit, QueryContext context) {
    return ask(limit, source -> source.labelNames(matchers, range, limit, context));
  }

  @Override
  public LabelAnswer labelValues(
      String name, List<Matcher> matchers, TimeRange range, int limit, QueryContext context) {
    return ask(limit, source -> source.labelValues(name, matchers, range, limit, context));
  }

  private LabelAnswer ask(int limit, Function<SeriesSource, LabelAnswer> question) {
    return sources.stream()
        .map(question)
        .reduce((one, other) -> JoinedLabels.join(one, other, limit))
        .orElseThrow();
  }
}
