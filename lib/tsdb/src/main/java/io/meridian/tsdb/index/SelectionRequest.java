package io.meridian.tsdb.index;

import io.meridian.model.Matcher;
import io.meridian.model.TimeRange;
import java.util.List;

/**
 * Which series are wanted.
 *
 * @param matchers what the series must match; all of them
 * @param range a series must have a chunk in it; {@link TimeRange#ALL} asks for none
 * @param limit at most so many series, the first ones in label order; 0 for no limit
 */
public record SelectionRequest(List<Matcher> matchers, TimeRange range, int limit) {
  public SelectionRequest {
    matchers = List.copyOf(matchers);
    if (limit < 0) {
      throw new IllegalArgumentException("a limit of " + limit + " series");
    }
  }

  /** All series that match. */
  public static SelectionRequest of(List<Matcher> matchers) {
    return new SelectionRequest(matchers, TimeRange.ALL, 0);
  }

  /** The first series that match. */
  public SelectionRequest withLimit(int series) {
    return new SelectionRequest(matchers, range, series);
  }

  /** The series that match and have a chunk in a range. */
  public SelectionRequest withRange(TimeRange chunksIn) {
    return new SelectionRequest(matchers, chunksIn, limit);
  }
}
