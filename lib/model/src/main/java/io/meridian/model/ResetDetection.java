package io.meridian.model;

/**
 * Finds counter resets between consecutive histograms of a series. Reusable; not safe for use by
 * more than one thread at a time.
 *
 * <p>A hint "reset" or "not reset" on the later histogram settles it; with "unknown" and, since
 * functions for counters are applied to gauges, too, with "gauge" the counts decide. It is a reset
 * if the count, the zero count or the count of any bucket got smaller, or a populated bucket is
 * gone. The earlier histogram is first brought to a coarser schema or a larger zero threshold of
 * the later one; a finer schema, a smaller threshold, or a threshold that cuts a populated bucket
 * of the earlier one can only come with a reset. Where custom bounds differ, the counts between
 * common bounds are compared.
 */
public final class ResetDetection {
  private final BucketSide later = new BucketSide();
  private final BucketSide earlier = new BucketSide();
  private final BucketSide earlierNegative = new BucketSide();
  private final ZeroBucket zero = new ZeroBucket();
  private final CustomBounds laterCounts = new CustomBounds();
  private final CustomBounds earlierCounts = new CustomBounds();

  /** Whether the counter was reset between the previous histogram and the current one. */
  public boolean isReset(
      HistogramLane lane, int current, HistogramLane previousLane, int previous) {
    CounterResetHint hint = lane.hint(current);
    if (hint == CounterResetHint.RESET || hint == CounterResetHint.NOT_RESET) {
      return hint == CounterResetHint.RESET;
    }
    if (lane.count(current) < previousLane.count(previous)) {
      return true;
    }
    HistogramLayout now = lane.layout(current);
    HistogramLayout then = previousLane.layout(previous);
    if (now.equals(then) && isOutsideZero(now)) {
      return lane.zeroCount(current) < previousLane.zeroCount(previous)
          || anySmaller(lane, current, previousLane, previous);
    }
    if (now.hasCustomBounds()) {
      return !then.hasCustomBounds() || isCustomReset(lane, current, previousLane, previous);
    }
    return now.schema() > then.schema()
        || now.zeroThreshold() < then.zeroThreshold()
        || isExponentialReset(lane, current, previousLane, previous);
  }

  /** Whether no bucket lies within the zero bucket, so that all are to be compared. */
  private static boolean isOutsideZero(HistogramLayout layout) {
    return layout.hasCustomBounds()
        || (layout.positive().isOutside(layout.zeroThreshold(), layout.schema())
            && layout.negative().isOutside(layout.zeroThreshold(), layout.schema()));
  }

  private static boolean anySmaller(
      HistogramLane lane, int current, HistogramLane previousLane, int previous) {
    int from = lane.positiveStart(current);
    int previousFrom = previousLane.positiveStart(previous);
    long[] words = lane.words();
    long[] previousWords = previousLane.words();
    int buckets = lane.layout(current).buckets();
    if (lane.isInteger(current) && previousLane.isInteger(previous)) {
      for (int i = 0; i < buckets; i++) {
        if (words[from + i] < previousWords[previousFrom + i]) {
          return true;
        }
      }
      return false;
    }
    for (int i = 0; i < buckets; i++) {
      if (lane.asDouble(current, words[from + i])
          < previousLane.asDouble(previous, previousWords[previousFrom + i])) {
        return true;
      }
    }
    return false;
  }

  private boolean isCustomReset(
      HistogramLane lane, int current, HistogramLane previousLane, int previous) {
    HistogramLayout now = lane.layout(current);
    HistogramLayout then = previousLane.layout(previous);
    later.load(now.positive(), lane, current, lane.positiveStart(current));
    earlier.load(then.positive(), previousLane, previous, previousLane.positiveStart(previous));
    if (CustomBounds.same(now.customBounds(), then.customBounds())) {
      return isReset(0, 0);
    }
    double[] common = CustomBounds.common(now.customBounds(), then.customBounds());
    laterCounts.clear(common);
    laterCounts.add(later, now.customBounds(), common, false);
    earlierCounts.clear(common);
    earlierCounts.add(earlier, then.customBounds(), common, false);
    for (int i = 0; i <= common.length; i++) {
      if (laterCounts.count(i) < earlierCounts.count(i)) {
        return true;
      }
    }
    return false;
  }

  private boolean isExponentialReset(
      HistogramLane lane, int current, HistogramLane previousLane, int previous) {
    HistogramLayout now = lane.layout(current);
    HistogramLayout then = previousLane.layout(previous);
    double threshold = now.zeroThreshold();
    earlier.load(then.positive(), previousLane, previous, previousLane.positiveStart(previous));
    earlierNegative.load(
        then.negative(), previousLane, previous, previousLane.negativeStart(previous));
    zero.set(then.zeroThreshold(), previousLane.zeroCount(previous));
    if (threshold != zero.threshold) {
      zero.widen(threshold, then.schema(), earlier, earlierNegative);
    }
    if (threshold != zero.threshold || lane.zeroCount(current) < zero.count) {
      return true;
    }
    if (threshold != then.zeroThreshold()) {
      earlier.dropWithin(threshold, then.schema());
      earlierNegative.dropWithin(threshold, then.schema());
    }
    later.load(now.positive(), lane, current, lane.positiveStart(current));
    if (isReset(earlier, now, then)) {
      return true;
    }
    later.load(now.negative(), lane, current, lane.negativeStart(current));
    return isReset(earlierNegative, now, then);
  }

  private boolean isReset(BucketSide previous, HistogramLayout now, HistogramLayout then) {
    if (then.schema() > now.schema()) {
      previous.coarsen(then.schema() - now.schema(), false);
    }
    return isReset(
        previous,
        later.within(now.zeroThreshold(), now.schema()),
        previous.within(now.zeroThreshold(), now.schema()));
  }

  private boolean isReset(int laterFrom, int earlierFrom) {
    return isReset(earlier, laterFrom, earlierFrom);
  }

  private boolean isReset(BucketSide previous, int laterFrom, int earlierFrom) {
    int[] buckets = later.numbers();
    int[] before = previous.numbers();
    int i = laterFrom;
    for (int j = earlierFrom; j < previous.size(); j++) {
      while (i < later.size() && buckets[i] < before[j]) {
        i++;
      }
      boolean present = i < later.size() && buckets[i] == before[j];
      if (present ? later.count(i) < previous.count(j) : previous.count(j) != 0) {
        return true;
      }
    }
    return false;
  }
}
