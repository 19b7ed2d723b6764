package io.meridian.storeapi.serve;

import io.meridian.model.Matcher;
import io.meridian.model.TimeRange;
import java.util.List;
import java.util.Optional;

/**
 * What is asked of one block about labels; equal ones have equal answers as long as the block is.
 *
 * @param label whose values, empty for names
 * @param range the block's own where all of it is asked for
 * @param limit at most so many, 0 for no limit
 */
public record LabelQuestion(
    Optional<String> label, List<Matcher> matchers, TimeRange range, int limit) {
  public LabelQuestion {
    matchers = List.copyOf(matchers);
  }

  /** The same of a block that reaches from one instant to another, the latter excluded. */
  LabelQuestion of(ServableBlock block) {
    boolean isAll = range.min() <= block.minTime() && range.max() >= block.maxTime() - 1;
    return isAll && block.minTime() < block.maxTime()
        ? new LabelQuestion(
            label, matchers, new TimeRange(block.minTime(), block.maxTime() - 1), limit)
        : this;
  }
}
