package io.meridian.promql.function;

import java.util.Arrays;

/** Quantiles of floats, NaN before all others. */
final class Quantiles {
  private double[] sorted = {};
  private double[] distances = {};

  /** A quantile, interpolated between the two values next to it; the values stay as they are. */
  double of(double quantile, double[] values, int from, int to) {
    if (Double.isNaN(quantile)) {
      return Double.NaN;
    }
    if (quantile < 0) {
      return Double.NEGATIVE_INFINITY;
    }
    if (quantile > 1) {
      return Double.POSITIVE_INFINITY;
    }
    int count = to - from;
    sort(values, from, count);
    double rank = quantile * (count - 1);
    double lower = Math.max(0, Math.floor(rank));
    double upper = Math.min(count - 1, lower + 1);
    double weight = rank - Math.floor(rank);
    return sorted[(int) lower] * (1 - weight) + sorted[(int) upper] * weight;
  }

  private void sort(double[] values, int from, int count) {
    if (sorted.length < count) {
      sorted = new double[Math.max(count, sorted.length * 2)];
    }
    int nans = 0;
    for (int i = 0; i < count; i++) {
      double value = values[from + i];
      if (Double.isNaN(value)) {
        sorted[i] = sorted[nans];
        sorted[nans++] = value;
      } else {
        sorted[i] = value;
      }
    }
    Arrays.sort(sorted, nans, count);
  }

  /** The median of the distances from the median. */
  double medianDeviation(double[] values, int from, int to) {
    for (int i = from; i < to; i++) {
      if (Double.isNaN(values[i])) {
        return Double.NaN;
      }
    }
    double median = of(0.5, values, from, to);
    int count = to - from;
    if (distances.length < count) {
      distances = new double[Math.max(count, distances.length * 2)];
    }
    for (int i = from; i < to; i++) {
      distances[i - from] = Math.abs(values[i] - median);
    }
    return of(0.5, distances, 0, count);
  }
}
