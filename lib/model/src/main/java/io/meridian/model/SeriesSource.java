package io.meridian.model;

import java.util.List;
import java.util.Optional;

/**
 * Where a query's series come from: a head, blocks, or the whole fleet. A query engine knows
 * storage by this alone.
 */
public interface SeriesSource {
  /**
   * One pass over the series that match, in label order, in batches.
   *
   * @param matchers what the series must match; all of them
   * @param hints what the query will do with the samples
   * @param context the query's deadline, cancellation and budgets, charged as data is read
   */
  SeriesCursor select(List<Matcher> matchers, SelectHints hints, QueryContext context);

  /**
   * How many series that match have a sample to show at each step, where the source can find that
   * out itself: what {@link #select} with the same hints would show, not a series more or less.
   *
   * @param hints of an instant selector; the projection says by which labels to tell groups
   * @param steps the instants that the hints speak of
   * @return empty if the series have to be selected
   */
  default Optional<CountAnswer> counts(
      List<Matcher> matchers, SelectHints hints, LookbackSteps steps, QueryContext context) {
    return Optional.empty();
  }

  /**
   * Names of the labels of matching series, sorted as unsigned UTF-8 bytes.
   *
   * @param limit at most so many names, 0 for no limit
   */
  LabelAnswer labelNames(List<Matcher> matchers, TimeRange range, int limit, QueryContext context);

  /**
   * Values of one label of matching series, sorted as unsigned UTF-8 bytes.
   *
   * @param limit at most so many values, 0 for no limit
   */
  LabelAnswer labelValues(
      String name, List<Matcher> matchers, TimeRange range, int limit, QueryContext context);
}
