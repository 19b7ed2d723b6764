package io.meridian.model;

/**
 * A float histogram under calculation: sums, differences and multiples of histograms, with the
 * semantics that Prometheus gives them. Reusable; not safe for use by more than one thread at a
 * time; allocates only to grow, and for new layouts.
 *
 * <p>Histograms that differ in resolution meet in the coarser schema, those that differ in their
 * zero threshold in the smallest zero bucket that cuts no populated bucket of either, those with
 * different custom bounds in the bounds they have in common. Exponential and custom buckets do not
 * go together: see {@link #accepts}.
 *
 * <p>The counter-reset hint of a result is the hint of its parts where they agree, gauge if any is
 * a gauge, and unknown otherwise. Buckets of a result may be empty; {@link #compact} drops those.
 */
public final class HistogramSum {
  private HistogramLayout layout = HistogramLayout.EMPTY;
  private CounterResetHint hint = CounterResetHint.UNKNOWN;
  private int schema;
  private double[] bounds = CustomBounds.NONE;
  private final ZeroBucket zero = new ZeroBucket();
  private double count;
  private double countError;
  private double sum;
  private double sumError;
  private final BucketSide positive = new BucketSide();
  private final BucketSide negative = new BucketSide();
  private boolean hintsCollided;
  private boolean boundsReconciled;

  /** Whether anything was added with compensation, so that there may be errors to settle. */
  private boolean compensating;

  private final ZeroBucket otherZero = new ZeroBucket();
  private final BucketSide otherPositive = new BucketSide();
  private final BucketSide otherNegative = new BucketSide();
  private final CustomBounds common = new CustomBounds();

  /** Starts over with a histogram, which is converted if it is an integer one. */
  public HistogramSum set(HistogramLane lane, int index) {
    layout = lane.layout(index);
    hint = lane.hint(index);
    schema = layout.schema();
    bounds = layout.customBounds();
    zero.set(layout.zeroThreshold(), lane.zeroCount(index));
    count = lane.count(index);
    countError = 0;
    sum = lane.sum(index);
    sumError = 0;
    positive.load(layout.positive(), lane, index, lane.positiveStart(index));
    negative.load(layout.negative(), lane, index, lane.negativeStart(index));
    hintsCollided = false;
    boundsReconciled = false;
    compensating = false;
    return this;
  }

  /** Starts over with a histogram, which is converted if it is an integer one. */
  public HistogramSum set(Histogram histogram) {
    return set(histogram.lane(), 0);
  }

  /** Starts over with the state of another sum, errors and findings included. */
  public HistogramSum set(HistogramSum other) {
    layout = other.layout;
    hint = other.hint;
    schema = other.schema;
    bounds = other.bounds;
    zero.copyFrom(other.zero);
    count = other.count;
    countError = other.countError;
    sum = other.sum;
    sumError = other.sumError;
    positive.copyFrom(other.positive);
    negative.copyFrom(other.negative);
    hintsCollided = other.hintsCollided;
    boundsReconciled = other.boundsReconciled;
    compensating = other.compensating;
    return this;
  }

  /**
   * Whether a histogram can be added or subtracted: both have exponential buckets or both have
   * custom ones.
   */
  public boolean accepts(HistogramLayout other) {
    return hasCustomBounds() == other.hasCustomBounds();
  }

  /**
   * Adds a histogram.
   *
   * @throws IllegalArgumentException unless {@link #accepts} says yes
   */
  public HistogramSum add(HistogramLane lane, int index) {
    return combine(lane, index, false, false);
  }

  /** Adds a histogram; see {@link #add(HistogramLane, int)}. */
  public HistogramSum add(Histogram histogram) {
    return add(histogram.lane(), 0);
  }

  /**
   * Adds a histogram and keeps account of the rounding errors; {@link #settle} brings them in at
   * the end.
   *
   * @throws IllegalArgumentException unless {@link #accepts} says yes
   */
  public HistogramSum addCompensated(HistogramLane lane, int index) {
    return combine(lane, index, false, true);
  }

  /** Adds a histogram with compensation; see {@link #addCompensated(HistogramLane, int)}. */
  public HistogramSum addCompensated(Histogram histogram) {
    return addCompensated(histogram.lane(), 0);
  }

  /**
   * Subtracts a histogram. What the difference of two counters is (a gauge) is for the caller to
   * say.
   *
   * @throws IllegalArgumentException unless {@link #accepts} says yes
   */
  public HistogramSum subtract(HistogramLane lane, int index) {
    return combine(lane, index, true, false);
  }

  /** Subtracts a histogram; see {@link #subtract(HistogramLane, int)}. */
  public HistogramSum subtract(Histogram histogram) {
    return subtract(histogram.lane(), 0);
  }

  private HistogramSum combine(HistogramLane lane, int index, boolean negate, boolean compensated) {
    HistogramLayout other = lane.layout(index);
    if (!accepts(other)) {
      throw new IllegalArgumentException(
          "exponential and custom buckets do not go together: schemas "
              + schema
              + " and "
              + other.schema());
    }
    compensating |= compensated;
    mergeHint(lane.hint(index));
    otherPositive.load(other.positive(), lane, index, lane.positiveStart(index));
    otherNegative.load(other.negative(), lane, index, lane.negativeStart(index));
    if (hasCustomBounds()) {
      combineCustom(other.customBounds(), negate, compensated);
    } else {
      otherZero.set(other.zeroThreshold(), lane.zeroCount(index));
      combineExponential(other.schema(), negate, compensated);
    }
    combineTotals(lane.count(index), lane.sum(index), negate, compensated);
    return this;
  }

  private void combineTotals(
      double addedCount, double addedSum, boolean negate, boolean compensated) {
    double counts = negate ? -addedCount : addedCount;
    double sums = negate ? -addedSum : addedSum;
    if (compensated) {
      countError = KahanSum.compensation(count, counts, countError);
      sumError = KahanSum.compensation(sum, sums, sumError);
    }
    count += counts;
    sum += sums;
  }

  private void combineCustom(double[] theirs, boolean negate, boolean compensated) {
    if (CustomBounds.same(bounds, theirs)) {
      positive.add(otherPositive, 0, negate, compensated);
      return;
    }
    boundsReconciled = true;
    double[] both = CustomBounds.common(bounds, theirs);
    common.clear(both);
    common.add(positive, bounds, both, false);
    common.add(otherPositive, theirs, both, negate);
    common.store(positive, both, compensated);
    bounds = both;
  }

  private void combineExponential(int otherSchema, boolean negate, boolean compensated) {
    reconcileZero(otherSchema, compensated);
    if (compensated) {
      zero.add(negate ? -otherZero.count : otherZero.count);
      zero.add(negate ? -otherZero.error : otherZero.error);
    } else {
      zero.count += negate ? -otherZero.count : otherZero.count;
    }
    if (otherSchema < schema) {
      coarsen(otherSchema, compensated);
    } else if (otherSchema > schema) {
      otherPositive.coarsen(otherSchema - schema, compensated);
      otherNegative.coarsen(otherSchema - schema, compensated);
    }
    add(positive, otherPositive, negate, compensated);
    add(negative, otherNegative, negate, compensated);
  }

  private void add(BucketSide mine, BucketSide theirs, boolean negate, boolean compensated) {
    mine.add(theirs, theirs.within(zero.threshold, schema), negate, compensated);
  }

  /**
   * Widens either zero bucket until both have the same threshold. The other's buckets stay where
   * they are; those within the zero bucket are passed over when they are added. As in Prometheus,
   * that is after they were made coarser, so that one which then reaches over the threshold counts
   * here and there.
   */
  private void reconcileZero(int otherSchema, boolean compensated) {
    double originalThreshold = otherZero.threshold;
    double originalCount = otherZero.count;
    while (otherZero.threshold < zero.threshold || otherZero.threshold > zero.threshold) {
      if (otherZero.threshold < zero.threshold) {
        otherZero.set(originalThreshold, originalCount);
        otherZero.widen(zero.threshold, otherSchema, otherPositive, otherNegative);
      }
      if (otherZero.threshold > zero.threshold) {
        zero.widen(otherZero.threshold, schema, positive, negative);
        if (!compensated) {
          zero.error = 0;
        }
        positive.trim(zero.threshold, schema);
        negative.trim(zero.threshold, schema);
      }
    }
  }

  private void mergeHint(CounterResetHint other) {
    if (other == hint || hint == CounterResetHint.GAUGE) {
      return;
    }
    if (other == CounterResetHint.GAUGE) {
      hint = CounterResetHint.GAUGE;
    } else {
      hintsCollided |= hint != CounterResetHint.UNKNOWN && other != CounterResetHint.UNKNOWN;
      hint = CounterResetHint.UNKNOWN;
    }
  }

  /**
   * Multiplies everything; a negative factor makes a gauge of it. Custom buckets have no zero
   * bucket beside them, not even one of NaN.
   */
  public HistogramSum multiply(double factor) {
    if (!hasCustomBounds()) {
      zero.count *= factor;
      zero.error *= factor;
    }
    count *= factor;
    countError *= factor;
    sum *= factor;
    sumError *= factor;
    positive.multiply(factor);
    negative.multiply(factor);
    if (factor < 0) {
      hint = CounterResetHint.GAUGE;
    }
    return this;
  }

  /**
   * Divides everything; a negative divisor makes a gauge of it. Division by 0 leaves no buckets but
   * the zero bucket.
   */
  public HistogramSum divide(double divisor) {
    if (!hasCustomBounds()) {
      zero.count /= divisor;
      zero.error /= divisor;
    }
    count /= divisor;
    countError /= divisor;
    sum /= divisor;
    sumError /= divisor;
    if (divisor == 0) {
      positive.clear();
      negative.clear();
      return this;
    }
    positive.divide(divisor);
    negative.divide(divisor);
    if (divisor < 0) {
      hint = CounterResetHint.GAUGE;
    }
    return this;
  }

  /**
   * Adds the rounding errors kept so far. What nothing was added to keeps the sign of its zeros.
   */
  public HistogramSum settle() {
    if (!compensating) {
      return this;
    }
    count += countError;
    countError = 0;
    sum += sumError;
    sumError = 0;
    zero.count += zero.error;
    zero.error = 0;
    positive.settle(hasCustomBounds() ? 0 : positive.within(zero.threshold, schema));
    negative.settle(hasCustomBounds() ? 0 : negative.within(zero.threshold, schema));
    return this;
  }

  /**
   * Merges buckets to a coarser exponential schema; nothing happens if this is not finer.
   *
   * @throws IllegalArgumentException if either schema has custom bounds
   */
  public HistogramSum reduceTo(int coarserSchema) {
    if (hasCustomBounds() || !BucketBounds.isExponential(coarserSchema)) {
      throw new IllegalArgumentException(
          "cannot reduce schema " + schema + " to " + coarserSchema + ": both must be exponential");
    }
    if (coarserSchema < schema) {
      coarsen(coarserSchema, false);
    }
    return this;
  }

  private void coarsen(int coarserSchema, boolean compensated) {
    positive.coarsen(schema - coarserSchema, compensated);
    negative.coarsen(schema - coarserSchema, compensated);
    schema = coarserSchema;
  }

  /**
   * Drops empty buckets, save runs of at most so many between others, and fills gaps that are no
   * longer than that with empty buckets, so that as few spans as possible remain.
   */
  public HistogramSum compact(int maxEmptyBuckets) {
    positive.compact(maxEmptyBuckets);
    negative.compact(maxEmptyBuckets);
    return this;
  }

  /**
   * Removes the observations above a value, estimating where buckets are cut; count and sum become
   * estimates from the buckets if any changed.
   */
  public HistogramSum keepBelow(double value) {
    HistogramTrim.trim(this, true, value);
    return this;
  }

  /** Removes the observations below a value, as {@link #keepBelow} does those above. */
  public HistogramSum keepAbove(double value) {
    HistogramTrim.trim(this, false, value);
    return this;
  }

  /** Whether count, sum, zero count, a bucket or a custom bound is infinite. */
  public boolean overflows() {
    if (Double.isInfinite(zero.count) || Double.isInfinite(count) || Double.isInfinite(sum)) {
      return true;
    }
    for (double bound : bounds) {
      if (Double.isInfinite(bound)) {
        return true;
      }
    }
    return positive.hasInfinity() || negative.hasInfinity();
  }

  public boolean hasCustomBounds() {
    return schema == HistogramLayout.CUSTOM_BOUNDS;
  }

  public int schema() {
    return schema;
  }

  public double count() {
    return count;
  }

  public double sum() {
    return sum;
  }

  public CounterResetHint hint() {
    return hint;
  }

  public HistogramSum hint(CounterResetHint newHint) {
    hint = newHint;
    return this;
  }

  /** Whether, since the start, a part with a known reset met one known to have none. */
  public boolean hintsCollided() {
    return hintsCollided;
  }

  /** Whether, since the start, histograms met whose custom bounds differ. */
  public boolean boundsReconciled() {
    return boundsReconciled;
  }

  /** Forgets what was found of hints and bounds, as if all began here. */
  public HistogramSum clearFindings() {
    hintsCollided = false;
    boundsReconciled = false;
    return this;
  }

  /**
   * Adds the histogram as it stands, without errors not settled, to a lane. Returns its index
   * there.
   */
  public int addTo(HistogramLane lane) {
    int index = lane.add(layout(), false, hint);
    long[] words = lane.words();
    int at = lane.start(index);
    words[at] = Double.doubleToRawLongBits(count);
    words[at + 1] = Double.doubleToRawLongBits(zero.count);
    words[at + 2] = Double.doubleToRawLongBits(sum);
    write(positive, words, lane.positiveStart(index));
    write(negative, words, lane.negativeStart(index));
    return index;
  }

  private static void write(BucketSide side, long[] words, int at) {
    for (int i = 0; i < side.size(); i++) {
      words[at + i] = Double.doubleToRawLongBits(side.count(i));
    }
  }

  /** The histogram as it stands, without errors not settled. */
  public FloatHistogram toHistogram() {
    HistogramLane lane = new HistogramLane(1, positive.size() + negative.size());
    addTo(lane);
    return new FloatHistogram(lane);
  }

  private HistogramLayout layout() {
    Spans positiveSpans = positive.spans();
    Spans negativeSpans = negative.spans();
    boolean unchanged =
        schema == layout.schema()
            && zero.threshold == layout.zeroThreshold()
            && CustomBounds.same(bounds, layout.customBounds())
            && positiveSpans.equals(layout.positive())
            && negativeSpans.equals(layout.negative());
    if (!unchanged) {
      layout = new HistogramLayout(schema, zero.threshold, positiveSpans, negativeSpans, bounds);
    }
    return layout;
  }

  ZeroBucket zero() {
    return zero;
  }

  BucketSide positive() {
    return positive;
  }

  BucketSide negative() {
    return negative;
  }

  double[] bounds() {
    return bounds;
  }

  void totals(double newCount, double newSum) {
    count = newCount;
    sum = newSum;
  }
}
