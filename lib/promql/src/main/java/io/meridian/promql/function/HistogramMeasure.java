package io.meridian.promql.function;

import io.meridian.model.HistogramLane;
import io.meridian.model.Labels;

/** What is measured of histograms, classic or native, at each step. */
sealed interface HistogramMeasure {
  /** Labels that the results get. */
  Labels added();

  boolean isAskedAt(int step);

  /** The value of a classic histogram, which has at least one bucket. */
  double of(ClassicBuckets buckets, int step);

  /** The value of a native histogram; what is to be said of it is left with the buckets. */
  double of(HistogramLane lane, int index, NativeBuckets buckets, int step);

  /** A quantile. */
  final class Quantile implements HistogramMeasure {
    private final double[] quantiles;

    Quantile(double[] quantiles) {
      this.quantiles = quantiles;
    }

    @Override
    public Labels added() {
      return Labels.EMPTY;
    }

    @Override
    public boolean isAskedAt(int step) {
      return true;
    }

    @Override
    public double of(ClassicBuckets buckets, int step) {
      return buckets.quantile(quantiles[step]);
    }

    @Override
    public double of(HistogramLane lane, int index, NativeBuckets buckets, int step) {
      return buckets.quantile(quantiles[step], lane, index);
    }
  }

  /** A quantile with a label that names it, at those steps at which just this one is asked for. */
  final class LabelledQuantile implements HistogramMeasure {
    private final double quantile;
    private final double[] asked;
    private final Labels added;

    LabelledQuantile(double quantile, double[] asked, Labels added) {
      this.quantile = quantile;
      this.asked = asked;
      this.added = added;
    }

    @Override
    public Labels added() {
      return added;
    }

    @Override
    public boolean isAskedAt(int step) {
      return Double.compare(asked[step], quantile) == 0;
    }

    @Override
    public double of(ClassicBuckets buckets, int step) {
      return buckets.quantile(quantile);
    }

    @Override
    public double of(HistogramLane lane, int index, NativeBuckets buckets, int step) {
      return buckets.quantile(quantile, lane, index);
    }
  }

  /** The part of the observations between two values. */
  final class Fraction implements HistogramMeasure {
    private final double[] lower;
    private final double[] upper;

    Fraction(double[] lower, double[] upper) {
      this.lower = lower;
      this.upper = upper;
    }

    @Override
    public Labels added() {
      return Labels.EMPTY;
    }

    @Override
    public boolean isAskedAt(int step) {
      return true;
    }

    @Override
    public double of(ClassicBuckets buckets, int step) {
      return buckets.fraction(lower[step], upper[step]);
    }

    @Override
    public double of(HistogramLane lane, int index, NativeBuckets buckets, int step) {
      return buckets.fraction(lower[step], upper[step], lane, index);
    }
  }
}
