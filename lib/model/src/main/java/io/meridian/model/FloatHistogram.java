package io.meridian.model;

/** A native histogram whose counts are doubles, as every calculation yields it. */
public final class FloatHistogram extends Histogram {
  FloatHistogram(HistogramLane lane) {
    super(lane);
  }

  /**
   * A histogram from its parts.
   *
   * @param buckets counts of the positive and then of the negative buckets
   */
  public static FloatHistogram of(
      HistogramLayout layout,
      CounterResetHint hint,
      double count,
      double zeroCount,
      double sum,
      double... buckets) {
    HistogramLane lane = laneOf(layout, false, hint, buckets.length);
    long[] words = lane.words();
    words[0] = Double.doubleToRawLongBits(count);
    words[1] = Double.doubleToRawLongBits(zeroCount);
    words[2] = Double.doubleToRawLongBits(sum);
    for (int i = 0; i < buckets.length; i++) {
      words[3 + i] = Double.doubleToRawLongBits(buckets[i]);
    }
    return new FloatHistogram(lane);
  }

  /** The number of observations. */
  public double count() {
    return lane().count(0);
  }

  /** The number of observations in the zero bucket. */
  public double zeroCount() {
    return lane().zeroCount(0);
  }

  /** The count of a positive bucket by its place among them. */
  public double positive(int place) {
    return Double.longBitsToDouble(lane().words()[lane().positiveStart(0) + place]);
  }

  /** The count of a negative bucket by its place among them. */
  public double negative(int place) {
    return Double.longBitsToDouble(lane().words()[lane().negativeStart(0) + place]);
  }

  /** The sum of two histograms; see {@link HistogramSum#add(Histogram)}. */
  public FloatHistogram plus(Histogram other) {
    return new HistogramSum().set(this).add(other).toHistogram();
  }

  /** The difference of two histograms; see {@link HistogramSum#subtract(Histogram)}. */
  public FloatHistogram minus(Histogram other) {
    return new HistogramSum().set(this).subtract(other).toHistogram();
  }

  /** A multiple; see {@link HistogramSum#multiply}. */
  public FloatHistogram times(double factor) {
    return new HistogramSum().set(this).multiply(factor).toHistogram();
  }

  /** A fraction; see {@link HistogramSum#divide}. */
  public FloatHistogram dividedBy(double divisor) {
    return new HistogramSum().set(this).divide(divisor).toHistogram();
  }

  /** The same with fewer empty buckets; see {@link HistogramSum#compact}. */
  public FloatHistogram compacted(int maxEmptyBuckets) {
    return new HistogramSum().set(this).compact(maxEmptyBuckets).toHistogram();
  }

  /** The same in a coarser schema; see {@link HistogramSum#reduceTo}. */
  public FloatHistogram reducedTo(int coarserSchema) {
    return new HistogramSum().set(this).reduceTo(coarserSchema).toHistogram();
  }

  @Override
  public FloatHistogram toFloat() {
    return this;
  }

  @Override
  public FloatHistogram withHint(CounterResetHint hint) {
    return new FloatHistogram(laneWithHint(hint));
  }
}
