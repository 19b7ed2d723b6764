package io.meridian.model;

/**
 * Walks the buckets of a histogram, with their bounds and counts, without allocating. Reusable; not
 * safe for use by more than one thread at a time.
 *
 * <p>Empty buckets of the layout are visited, too, except that the walk over all buckets leaves an
 * empty zero bucket out. In that walk a bucket that overlaps the zero bucket begins or ends at the
 * zero threshold.
 */
public final class BucketCursor {
  private enum Part {
    NEGATIVE,
    ZERO,
    POSITIVE,
    NONE
  }

  private HistogramLayout layout = HistogramLayout.EMPTY;
  private HistogramLane lane = new HistogramLane(0, 0);
  private int histogram;
  private Part part = Part.NONE;
  private boolean throughAll;
  private boolean descending;
  private boolean clamped;
  private final BucketWalk walk = new BucketWalk();

  /** Starts at the positive bucket next to zero, away from it. */
  public BucketCursor positive(HistogramLane of, int index) {
    start(of, index, false, false);
    enter(Part.POSITIVE);
    return this;
  }

  /** Starts at the negative bucket next to zero, away from it. */
  public BucketCursor negative(HistogramLane of, int index) {
    start(of, index, false, true);
    enter(Part.NEGATIVE);
    return this;
  }

  /** Starts at the lowest of all buckets, upwards. */
  public BucketCursor ascending(HistogramLane of, int index) {
    start(of, index, true, false);
    enter(Part.NEGATIVE);
    return this;
  }

  /** Starts at the highest of all buckets, downwards. */
  public BucketCursor descending(HistogramLane of, int index) {
    start(of, index, true, true);
    enter(Part.POSITIVE);
    return this;
  }

  /** Starts at the positive bucket next to zero, away from it. */
  public BucketCursor positive(Histogram of) {
    return positive(of.lane(), 0);
  }

  /** Starts at the negative bucket next to zero, away from it. */
  public BucketCursor negative(Histogram of) {
    return negative(of.lane(), 0);
  }

  /** Starts at the lowest of all buckets, upwards. */
  public BucketCursor ascending(Histogram of) {
    return ascending(of.lane(), 0);
  }

  /** Starts at the highest of all buckets, downwards. */
  public BucketCursor descending(Histogram of) {
    return descending(of.lane(), 0);
  }

  /**
   * Starts at the lowest of all buckets, upwards, without regard to overlaps with the zero bucket,
   * which is left out only if its count is 0, not if that is negative or NaN.
   */
  BucketCursor ascendingUnclamped(HistogramLane of, int index) {
    ascending(of, index);
    clamped = false;
    return this;
  }

  private void start(HistogramLane of, int index, boolean all, boolean downwards) {
    lane = of;
    histogram = index;
    layout = of.layout(index);
    throughAll = all;
    clamped = all;
    descending = downwards;
  }

  private void enter(Part entered) {
    part = entered;
    switch (entered) {
      case POSITIVE -> walk(layout.positive(), descending);
      case NEGATIVE -> walk(layout.negative(), !descending);
      case ZERO, NONE -> {}
    }
  }

  private void walk(Spans spans, boolean towardsZero) {
    if (towardsZero) {
      walk.backward(spans);
    } else {
      walk.forward(spans);
    }
  }

  /** Moves to the next bucket, if there is one. */
  public boolean next() {
    while (part != Part.NONE) {
      if (part == Part.ZERO) {
        enter(descending ? Part.NEGATIVE : Part.POSITIVE);
      } else if (walk.next()) {
        return true;
      } else if (!throughAll || part == (descending ? Part.NEGATIVE : Part.POSITIVE)) {
        part = Part.NONE;
      } else {
        part = Part.ZERO;
        double zero = lane.zeroCount(histogram);
        if (zero > 0 || (!clamped && zero != 0)) {
          return true;
        }
      }
    }
    return false;
  }

  /** The bucket's number in its schema; 0 for the zero bucket. */
  public int bucket() {
    return part == Part.ZERO ? 0 : walk.bucket();
  }

  /** Whether this is the zero bucket. */
  public boolean isZero() {
    return part == Part.ZERO;
  }

  public double count() {
    return switch (part) {
      case POSITIVE -> word(lane.positiveStart(histogram));
      case NEGATIVE -> word(lane.negativeStart(histogram));
      case ZERO, NONE -> lane.zeroCount(histogram);
    };
  }

  private double word(int start) {
    return lane.asDouble(histogram, lane.words()[start + walk.position()]);
  }

  public double lower() {
    return switch (part) {
      case POSITIVE -> clampedLower(bound(walk.bucket() - 1));
      case NEGATIVE -> -bound(walk.bucket());
      case ZERO, NONE -> -layout.zeroThreshold();
    };
  }

  public double upper() {
    return switch (part) {
      case POSITIVE -> bound(walk.bucket());
      case NEGATIVE -> clampedUpper(-bound(walk.bucket() - 1));
      case ZERO, NONE -> layout.zeroThreshold();
    };
  }

  private double bound(int bucket) {
    return BucketBounds.of(layout, bucket);
  }

  private double clampedLower(double lower) {
    return clamped && lower > 0 && lower < layout.zeroThreshold() ? layout.zeroThreshold() : lower;
  }

  private double clampedUpper(double upper) {
    return clamped && upper < 0 && upper > -layout.zeroThreshold()
        ? -layout.zeroThreshold()
        : upper;
  }

  /** Whether an observation equal to the lower bound is counted here. */
  public boolean isLowerInclusive() {
    return switch (part) {
      case POSITIVE -> layout.hasCustomBounds() && walk.bucket() == 0;
      case NEGATIVE, ZERO, NONE -> true;
    };
  }

  /** Whether an observation equal to the upper bound is counted here. */
  public boolean isUpperInclusive() {
    return part != Part.NEGATIVE;
  }
}
