package io.meridian.model;

import java.util.Optional;

/**
 * The instants at which a query looks for the last sample of each series: a series has one to show
 * where that is younger than the lookback and no stale marker.
 *
 * @param first Unix milliseconds
 * @param step milliseconds between instants, above 0
 * @param count how many instants there are, at least 1
 * @param lookback milliseconds, above 0
 */
public record LookbackSteps(long first, long step, int count, long lookback) {
  /** Further from 1970 than this no instants are reckoned. */
  private static final long FAR = 1L << 60;

  public LookbackSteps {
    if (step <= 0 || count < 1 || lookback <= 0) {
      throw new IllegalArgumentException(
          "no instants: %d with a step of %d and a lookback of %d"
              .formatted(count, step, lookback));
    }
  }

  /**
   * The instants that look at a range of time, the first one at its begin and the last one at its
   * end.
   *
   * @param step milliseconds, 0 for one instant
   * @param lookback milliseconds
   * @return empty if no steps do so
   */
  public static Optional<LookbackSteps> of(TimeRange range, long step, long lookback) {
    if (lookback <= 0 || step < 0 || range.min() < 0 || range.max() > FAR || lookback > FAR) {
      return Optional.empty();
    }
    long first = range.min() + lookback - 1;
    long rest = range.max() - first;
    long every = Math.max(1, step);
    boolean fits = step == 0 ? rest == 0 : rest >= 0 && rest % every == 0;
    return fits && rest / every < Integer.MAX_VALUE
        ? Optional.of(new LookbackSteps(first, every, (int) (rest / every) + 1, lookback))
        : Optional.empty();
  }

  /** The last instant. */
  public long last() {
    return first + (count - 1) * step;
  }

  /** The samples that any instant looks at. */
  public TimeRange range() {
    return new TimeRange(first - lookback + 1, last());
  }

  /** The number of the first instant from a time on; {@link #count} if all are before it. */
  public int from(long time) {
    if (time <= first) {
      return 0;
    }
    return (int) Math.min(count, (time - first - 1) / step + 1);
  }
}
