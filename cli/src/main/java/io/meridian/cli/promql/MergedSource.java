package io.meridian.cli.promql;

import io.meridian.model.LabelAnswer;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesCursor;
import io.meridian.model.SeriesSource;
import io.meridian.model.TimeRange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * Several sources as one, such as the blocks of a folder: a series that several of them have is one
 * series with the samples of all. Where several have a sample at the same time the first source's
 * counts.
 */
final class MergedSource implements SeriesSource {
  private final List<? extends SeriesSource> sources;

  MergedSource(List<? extends SeriesSource> sources) {
    this.sources = List.copyOf(sources);
  }

  @Override
  public SeriesCursor select(List<Matcher> matchers, SelectHints hints, QueryContext context) {
    List<SeriesCursor> cursors = new ArrayList<>();
    try {
      for (SeriesSource source : sources) {
        cursors.add(source.select(matchers, hints, context));
      }
      return new MergedCursor(cursors, hints.limit());
    } catch (RuntimeException e) {
      cursors.forEach(SeriesCursor::close);
      throw e;
    }
  }

  @Override
  public LabelAnswer labelNames(
      List<Matcher> matchers, TimeRange range, int limit, QueryContext context) {
    return union(
        sources.stream().map(one -> one.labelNames(matchers, range, limit, context)).toList(),
        limit);
  }

  @Override
  public LabelAnswer labelValues(
      String name, List<Matcher> matchers, TimeRange range, int limit, QueryContext context) {
    return union(
        sources.stream()
            .map(one -> one.labelValues(name, matchers, range, limit, context))
            .toList(),
        limit);
  }

  private static LabelAnswer union(List<LabelAnswer> answers, int limit) {
    TreeSet<String> values = new TreeSet<>(MergedSource::compareBytes);
    answers.forEach(answer -> values.addAll(answer.values()));
    boolean cut = limit > 0 && values.size() > limit;
    return new LabelAnswer(
        cut ? values.stream().limit(limit).toList() : List.copyOf(values),
        cut || answers.stream().anyMatch(LabelAnswer::truncated),
        MergedCursor.outcome(answers.stream().map(LabelAnswer::outcome).toList()));
  }

  /** The order of UTF-8, which differs from that of UTF-16 beyond the basic plane. */
  private static int compareBytes(String a, String b) {
    return Arrays.compareUnsigned(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }
}
