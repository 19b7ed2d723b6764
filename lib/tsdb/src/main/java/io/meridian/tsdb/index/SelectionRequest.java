package io.meridian.tsdb.index;

import io.meridian.model.Matcher;
import io.meridian.model.SelectHints.Shard;
import io.meridian.model.TimeRange;
import java.util.List;
import java.util.Optional;

/**
 * Which series are wanted.
 *
 * @param matchers what the series must match; all of them
 * @param range a series must have a chunk in it; {@link TimeRange#ALL} asks for none
 * @param shard the part of the series that is wanted, by the labels that the index has: whoever
 *     adds labels to series or takes labels off must choose the part himself
 * @param limit at most so many series, the first ones in label order; 0 for no limit
 */
public record SelectionRequest(
    List<Matcher> matchers, TimeRange range, Optional<Shard> shard, int limit) {
  public SelectionRequest {
    matchers = List.copyOf(matchers);
    if (limit < 0) {
      throw new IllegalArgumentException("a limit of " + limit + " series");
    }
  }

  /** All series that match. */
  public static SelectionRequest of(List<Matcher> matchers) {
    return new SelectionRequest(matchers, TimeRange.ALL, Optional.empty(), 0);
  }

  /** The first series that match. */
  public SelectionRequest withLimit(int series) {
    return new SelectionRequest(matchers, range, shard, series);
  }

  /** The series that match and have a chunk in a range. */
  public SelectionRequest withRange(TimeRange chunksIn) {
    return new SelectionRequest(matchers, chunksIn, shard, limit);
  }

  /** The series that match and belong to a shard. */
  public SelectionRequest withShard(Shard part) {
    return new SelectionRequest(matchers, range, Optional.of(part), limit);
  }

  /** The same of series that need match nothing but these matchers. */
  SelectionRequest withMatchers(List<Matcher> others) {
    return new SelectionRequest(others, range, shard, limit);
  }

  /** Whether something is asked that only entries tell. */
  boolean asksEntries() {
    return shard.isPresent() || !range.equals(TimeRange.ALL);
  }
}
