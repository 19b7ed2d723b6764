package io.meridian.model;

import java.util.Arrays;

/**
 * What the native histograms of a chunk have in common: everything but their counts. Compared by
 * value; a lane keeps one for any number of histograms.
 */
public final class HistogramLayout {
  /** The schema of histograms with bounds of their own. */
  public static final int CUSTOM_BOUNDS = -53;

  /** The layout of a histogram without buckets, as a stale marker has it. */
  public static final HistogramLayout EMPTY =
      new HistogramLayout(0, 0, Spans.NONE, Spans.NONE, new double[0]);

  private final int schema;
  private final double zeroThreshold;
  private final Spans positive;
  private final Spans negative;
  private final double[] customBounds;

  /**
   * A layout.
   *
   * @param schema −4 … 8 for exponential buckets that grow by 2^(2^−schema), {@link #CUSTOM_BOUNDS}
   *     for bounds of its own
   * @param zeroThreshold observations of at most this size count as zero
   * @param positive buckets of positive observations
   * @param negative buckets of negative observations
   * @param customBounds upper bounds in ascending order, without +Inf; empty unless the schema is
   *     {@link #CUSTOM_BOUNDS}. The array belongs to the layout from now on
   */
  public HistogramLayout(
      int schema, double zeroThreshold, Spans positive, Spans negative, double[] customBounds) {
    this.schema = schema;
    this.zeroThreshold = zeroThreshold;
    this.positive = positive;
    this.negative = negative;
    this.customBounds = customBounds;
  }

  public int schema() {
    return schema;
  }

  public double zeroThreshold() {
    return zeroThreshold;
  }

  public Spans positive() {
    return positive;
  }

  public Spans negative() {
    return negative;
  }

  /** Upper bounds of custom buckets; not to be written to. */
  public double[] customBounds() {
    return customBounds;
  }

  public boolean hasCustomBounds() {
    return schema == CUSTOM_BOUNDS;
  }

  /** How many buckets both sides hold. */
  public int buckets() {
    return positive.buckets() + negative.buckets();
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof HistogramLayout layout
            && schema == layout.schema
            && Double.doubleToRawLongBits(zeroThreshold)
                == Double.doubleToRawLongBits(layout.zeroThreshold)
            && positive.equals(layout.positive)
            && negative.equals(layout.negative)
            && Arrays.equals(customBounds, layout.customBounds));
  }

  @Override
  public int hashCode() {
    int hash = 31 * schema + Double.hashCode(zeroThreshold);
    hash = 31 * hash + positive.hashCode();
    hash = 31 * hash + negative.hashCode();
    return 31 * hash + Arrays.hashCode(customBounds);
  }
}
