package io.meridian.model;

import org.jspecify.annotations.Nullable;

/**
 * What a native histogram must be to be accepted, by Prometheus' rules:
 *
 * <ul>
 *   <li>a schema from −4 to 8, or −53 with custom bounds;
 *   <li>spans after a side's first that do not reach back into the span before;
 *   <li>no negative count, zero count or bucket;
 *   <li>for whole-number histograms: buckets and zero bucket hold as many observations as were
 *       counted, or at most that many if NaN was observed, which makes the sum NaN and no bucket
 *       bigger; float histograms are free, for rounding;
 *   <li>custom bounds that ascend, are no NaN and do not end with +Inf, which is implied; positive
 *       spans within them, and neither zero bucket nor negative buckets.
 * </ul>
 */
public final class HistogramValidation {
  private HistogramValidation() {}

  /** What is wrong with a lane's histogram; null if nothing is. */
  public static @Nullable String fault(HistogramLane lane, int index) {
    HistogramLayout layout = lane.layout(index);
    String fault = fault(layout);
    if (fault != null) {
      return fault;
    }
    if (layout.hasCustomBounds()
        && lane.words()[lane.start(index) + 1] != 0
        && lane.zeroCount(index) != 0) {
      return "with custom bounds the zero count must be 0, but is " + text(lane.zeroCount(index));
    }
    return lane.isInteger(index) ? integerFault(lane, index) : floatFault(lane, index);
  }

  /** What is wrong with a layout; null if nothing is. */
  public static @Nullable String fault(HistogramLayout layout) {
    if (!BucketBounds.isValid(layout.schema())) {
      return "schema %d is none of %d to %d (exponential buckets) and %d (custom bounds)"
          .formatted(
              layout.schema(),
              BucketBounds.MIN_SCHEMA,
              BucketBounds.MAX_SCHEMA,
              HistogramLayout.CUSTOM_BOUNDS);
    }
    if (!layout.hasCustomBounds() && layout.customBounds().length > 0) {
      return "there are custom bounds, but schema " + layout.schema() + " has exponential buckets";
    }
    if (layout.hasCustomBounds() && layout.zeroThreshold() != 0) {
      return "with custom bounds the zero threshold must be 0, but is "
          + text(layout.zeroThreshold());
    }
    String fault = boundsFault(layout.customBounds());
    return fault != null ? fault : structureFault(layout);
  }

  /**
   * What makes a layout senseless, whatever its schema: buckets that come twice or have no number
   * or no bounds; null if nothing does.
   */
  public static @Nullable String structureFault(HistogramLayout layout) {
    if (layout.hasCustomBounds()) {
      return customFault(layout);
    }
    String fault = spansFault("positive", layout.positive());
    return fault != null ? fault : spansFault("negative", layout.negative());
  }

  private static @Nullable String boundsFault(double[] bounds) {
    for (int i = 0; i < bounds.length; i++) {
      if (Double.isNaN(bounds[i])) {
        return "custom bound " + (i + 1) + " is NaN";
      }
      if (i > 0 && bounds[i] <= bounds[i - 1]) {
        return "custom bounds must ascend, but "
            + text(bounds[i])
            + " follows "
            + text(bounds[i - 1]);
      }
    }
    if (bounds.length > 0 && bounds[bounds.length - 1] == Double.POSITIVE_INFINITY) {
      return "the last custom bound is +Inf, which is implied and must be left out";
    }
    return null;
  }

  private static @Nullable String customFault(HistogramLayout layout) {
    if (layout.negative().size() > 0) {
      return "with custom bounds there must be no negative buckets";
    }
    Spans spans = layout.positive();
    if (spans.size() > 0 && spans.offset(0) < 0) {
      return "with custom bounds the first span must not begin below 0, but begins at "
          + spans.offset(0);
    }
    String fault = spansFault("positive", spans);
    if (fault != null) {
      return fault;
    }
    long reach = spans.reach();
    int bounds = layout.customBounds().length;
    return reach > bounds + 1L
        ? "%d custom bounds make %d buckets, but the spans reach over %d"
            .formatted(bounds, bounds + 1, reach)
        : null;
  }

  private static @Nullable String spansFault(String side, Spans spans) {
    for (int i = 1; i < spans.size(); i++) {
      if (spans.offset(i) < 0) {
        return "%s span %d begins %d buckets before the end of the one before it"
            .formatted(side, i + 1, -(long) spans.offset(i));
      }
    }
    return spans.reach() > Integer.MAX_VALUE
        ? side + " spans reach beyond the largest bucket number"
        : null;
  }

  private static @Nullable String integerFault(HistogramLane lane, int index) {
    long[] words = lane.words();
    HistogramLayout layout = lane.layout(index);
    int from = lane.positiveStart(index);
    long observed = words[lane.start(index) + 1];
    for (int i = 0; i < layout.buckets(); i++) {
      if (words[from + i] < 0) {
        return bucketFault(layout, i, Long.toString(words[from + i]));
      }
      observed += words[from + i];
    }
    long count = words[lane.start(index)];
    int order = Long.compareUnsigned(observed, count);
    if (order > 0 || (order < 0 && !Double.isNaN(lane.sum(index)))) {
      return "the buckets hold %s observations, but the count is %s"
          .formatted(Long.toUnsignedString(observed), Long.toUnsignedString(count));
    }
    return null;
  }

  private static @Nullable String floatFault(HistogramLane lane, int index) {
    if (lane.zeroCount(index) < 0) {
      return "the zero bucket has the negative count " + text(lane.zeroCount(index));
    }
    if (lane.count(index) < 0) {
      return "the count is negative: " + text(lane.count(index));
    }
    HistogramLayout layout = lane.layout(index);
    int from = lane.positiveStart(index);
    for (int i = 0; i < layout.buckets(); i++) {
      double count = Double.longBitsToDouble(lane.words()[from + i]);
      if (count < 0) {
        return bucketFault(layout, i, text(count));
      }
    }
    return null;
  }

  private static String bucketFault(HistogramLayout layout, int place, String count) {
    int positive = layout.positive().buckets();
    return place < positive
        ? "positive bucket " + (place + 1) + " has the negative count " + count
        : "negative bucket " + (place - positive + 1) + " has the negative count " + count;
  }

  private static String text(double value) {
    StringBuilder text = new StringBuilder();
    ShortestDecimal.append(text, value);
    return text.toString();
  }
}
