package io.meridian.storeapi.serve;

import io.meridian.model.LabelAnswer;
import io.meridian.model.Labels;
import io.meridian.model.LookbackSteps;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.SeriesCounts;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.head.SeriesProjection;
import java.util.List;
import java.util.Optional;

/**
 * Series with the same external labels, which they do not carry themselves yet: a receiver's
 * tenant, or blocks of one group. Safe for use by many threads.
 */
public interface SeriesStore {
  /** What warnings call it. */
  String name();

  /** What every series gets. */
  Labels externalLabels();

  /**
   * Where the samples lie, for who announces it every few seconds; those of a store that still
   * takes samples reach to {@link Long#MAX_VALUE}. Requests are not held against it: finding it may
   * cost a look at every series, and older samples may have come since.
   */
  TimeRange range();

  /**
   * The series that match and have chunks in the range, with these chunks, in ascending label
   * order. Nothing that is deleted may be among them.
   *
   * @throws io.meridian.model.MeridianException if that fails, now or on the way
   */
  ChunkSeriesCursor series(ChunkRequest request);

  /**
   * The same with the final labels already, few of them behind a hash of all, in this order ({@link
   * io.meridian.model.HashedLabels}).
   *
   * @return empty where the store has its series in another order; it is asked for them whole then
   */
  default Optional<ChunkSeriesCursor> projected(ChunkRequest request, SeriesProjection projection) {
    return Optional.empty();
  }

  /**
   * How many of the series that match have a sample to show at each step, by those of the labels
   * that are wanted, as they are in the end.
   *
   * @return empty where the store cannot say without a look at all samples of the fleet; it is
   *     asked for series then
   */
  default Optional<SeriesCounts> counts(
      List<Matcher> matchers,
      LookbackSteps steps,
      SeriesProjection projection,
      QueryContext context) {
    return Optional.empty();
  }

  /**
   * Where a request's raw samples lie in blocks, ascending; empty where that is not known. What is
   * known of several replicas may let all but one of them be left out.
   */
  default List<TimeRange> blockRanges(ChunkRequest request) {
    return List.of();
  }

  /** Names of the labels of matching series but external ones, sorted as UTF-8. */
  LabelAnswer labelNames(LabelRequest request);

  /** Values of a label that is not external, as {@link #labelNames}. */
  LabelAnswer labelValues(String name, LabelRequest request);
}
