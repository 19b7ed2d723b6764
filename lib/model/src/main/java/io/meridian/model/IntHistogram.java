package io.meridian.model;

/** A native histogram whose counts are whole numbers, as an instrumented program exposes it. */
public final class IntHistogram extends Histogram {
  IntHistogram(HistogramLane lane) {
    super(lane);
  }

  /**
   * A histogram from its parts.
   *
   * @param buckets counts, not deltas, of the positive and then of the negative buckets
   */
  public static IntHistogram of(
      HistogramLayout layout,
      CounterResetHint hint,
      long count,
      long zeroCount,
      double sum,
      long... buckets) {
    HistogramLane lane = laneOf(layout, true, hint, buckets.length);
    long[] words = lane.words();
    words[0] = count;
    words[1] = zeroCount;
    words[2] = Double.doubleToRawLongBits(sum);
    System.arraycopy(buckets, 0, words, 3, buckets.length);
    return new IntHistogram(lane);
  }

  /** The number of observations; unsigned. */
  public long count() {
    return lane().words()[0];
  }

  /** The number of observations in the zero bucket; unsigned. */
  public long zeroCount() {
    return lane().words()[1];
  }

  /** The count of a positive bucket by its place among them. */
  public long positive(int place) {
    return lane().words()[lane().positiveStart(0) + place];
  }

  /** The count of a negative bucket by its place among them. */
  public long negative(int place) {
    return lane().words()[lane().negativeStart(0) + place];
  }

  @Override
  public FloatHistogram toFloat() {
    return new HistogramSum().set(this).toHistogram();
  }

  @Override
  public IntHistogram withHint(CounterResetHint hint) {
    return new IntHistogram(laneWithHint(hint));
  }
}
