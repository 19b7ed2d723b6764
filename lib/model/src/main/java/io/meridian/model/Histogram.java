package io.meridian.model;

import java.util.Arrays;

/**
 * A native histogram on its own, as an immutable value. Many of them are kept in a {@link
 * HistogramLane}; calculations on many go through {@link HistogramSum}, and their buckets are
 * walked with {@link BucketCursor}.
 *
 * <p>Two are equal if everything is, hint and spans included; {@link #holdsSameAs} compares what
 * they say.
 */
public abstract sealed class Histogram permits IntHistogram, FloatHistogram {
  private final HistogramLane lane;

  Histogram(HistogramLane lane) {
    this.lane = lane;
  }

  /** A copy of a lane's histogram. */
  public static Histogram of(HistogramLane lane, int index) {
    HistogramLane own = new HistogramLane(1, lane.layout(index).buckets());
    own.add(lane, index);
    return lane.isInteger(index) ? new IntHistogram(own) : new FloatHistogram(own);
  }

  static HistogramLane laneOf(
      HistogramLayout layout, boolean integer, CounterResetHint hint, int buckets) {
    if (buckets != layout.buckets()) {
      throw new IllegalArgumentException(
          "the spans hold " + layout.buckets() + " buckets but " + buckets + " counts are given");
    }
    HistogramLane lane = new HistogramLane(1, buckets);
    lane.add(layout, integer, hint);
    return lane;
  }

  /** A lane with this histogram alone, not to be written to. */
  HistogramLane lane() {
    return lane;
  }

  public HistogramLayout layout() {
    return lane.layout(0);
  }

  public CounterResetHint hint() {
    return lane.hint(0);
  }

  /** The sum of all observations; the stale marker where the series ends. */
  public double sum() {
    return lane.sum(0);
  }

  public boolean isStale() {
    return StaleMarker.isStale(sum());
  }

  /** This histogram, its counts as doubles. */
  public abstract FloatHistogram toFloat();

  /** This histogram with another hint. */
  public abstract Histogram withHint(CounterResetHint hint);

  HistogramLane laneWithHint(CounterResetHint hint) {
    HistogramLane other = new HistogramLane(1, layout().buckets());
    other.add(lane, 0);
    other.hint(0, hint);
    return other;
  }

  /** Adds a copy to a lane. Returns its index there. */
  public int addTo(HistogramLane target) {
    return target.add(lane, 0);
  }

  /**
   * Whether both hold the same data, bit by bit: schema, thresholds, totals, and the same buckets,
   * empty ones included, with the same counts. The hint does not count, nor how spans cut the
   * buckets.
   */
  public boolean holdsSameAs(Histogram other) {
    HistogramLayout mine = layout();
    HistogramLayout theirs = other.layout();
    return lane.isInteger(0) == other.lane.isInteger(0)
        && mine.schema() == theirs.schema()
        && mine.zeroThreshold() == theirs.zeroThreshold()
        && CustomBounds.same(mine.customBounds(), theirs.customBounds())
        && mine.positive().holdSameBuckets(theirs.positive())
        && mine.negative().holdSameBuckets(theirs.negative())
        && lane.holdsSameWords(0, other.lane, 0);
  }

  /**
   * Whether a counter reset lies between a previous histogram and this one; see {@link
   * ResetDetection}.
   */
  public boolean isResetAfter(Histogram previous) {
    return new ResetDetection().isReset(lane, 0, previous.lane, 0);
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof Histogram histogram
            && lane.isInteger(0) == histogram.lane.isInteger(0)
            && hint() == histogram.hint()
            && layout().equals(histogram.layout())
            && lane.holdsSameWords(0, histogram.lane, 0));
  }

  @Override
  public int hashCode() {
    return 31 * layout().hashCode() + Arrays.hashCode(lane.words());
  }

  /**
   * Count, sum and the populated buckets in ascending order, as {@code {count:3, sum:4.5, [-1,1]:1,
   * (1,2]:2}}.
   */
  @Override
  public String toString() {
    return HistogramText.of(lane, 0);
  }
}
