package io.meridian.promql.function;

import java.util.Arrays;

/**
 * The buckets of a classic histogram at one step. They are added in ascending order of their upper
 * bounds; counts are cumulative, and those of equal bounds are added up. Reused from step to step.
 */
final class ClassicBuckets {
  /** Relative differences below this come from rounding. */
  private static final double INSIGNIFICANT = 1e-12;

  private double[] bounds = new double[16];
  private double[] counts = new double[16];
  private int size;

  private boolean forced;
  private double lowestForced;
  private double highestForced;
  private double largestDrop;

  void clear() {
    size = 0;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Adds a bucket. */
  void add(double bound, double count) {
    if (size > 0 && bounds[size - 1] == bound) {
      counts[size - 1] += count;
      return;
    }
    if (size == bounds.length) {
      bounds = Arrays.copyOf(bounds, size * 2);
      counts = Arrays.copyOf(counts, size * 2);
    }
    bounds[size] = bound;
    counts[size++] = count;
  }

  /** Whether the last quantile needed counts to be raised so that they ascend. */
  boolean wasForced() {
    return forced;
  }

  /** The lowest bound whose count was raised. */
  double lowestForced() {
    return lowestForced;
  }

  /** The highest bound whose count was raised. */
  double highestForced() {
    return highestForced;
  }

  /** The most by which a count was raised. */
  double largestDrop() {
    return largestDrop;
  }

  private boolean endsAtInfinity() {
    return bounds[size - 1] == Double.POSITIVE_INFINITY;
  }

  /**
   * The value below which a part of the observations lies, which are taken to be spread evenly in
   * each bucket; the lowest one begins at 0 if it ends above. NaN if there is no bucket up to +Inf,
   * no other one, or no observation.
   */
  double quantile(double quantile) {
    forced = false;
    if (Double.isNaN(quantile)) {
      return Double.NaN;
    }
    if (quantile < 0) {
      return Double.NEGATIVE_INFINITY;
    }
    if (quantile > 1) {
      return Double.POSITIVE_INFINITY;
    }
    if (!endsAtInfinity()) {
      return Double.NaN;
    }
    makeAscending();
    double observations = counts[size - 1];
    return size < 2 || observations == 0 ? Double.NaN : interpolated(quantile * observations);
  }

  private double interpolated(double rank) {
    int at = firstReaching(rank);
    if (at == size - 1) {
      return bounds[size - 2];
    }
    if (at == 0) {
      double fromZero = 0 + bounds[0] * (rank / counts[0]); // never -0
      return bounds[0] <= 0 ? bounds[0] : fromZero;
    }
    double within = (rank - counts[at - 1]) / (counts[at] - counts[at - 1]);
    return bounds[at - 1] + (bounds[at] - bounds[at - 1]) * within;
  }

  /** The first bucket but the last whose count reaches a rank, else the last. */
  private int firstReaching(double rank) {
    int low = 0;
    int high = size - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (counts[middle] >= rank) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /** Raises counts to the one before where they drop; evens out what is but rounding. */
  private void makeAscending() {
    lowestForced = Double.POSITIVE_INFINITY;
    highestForced = Double.NEGATIVE_INFINITY;
    largestDrop = 0;
    double before = counts[0];
    for (int i = 1; i < size; i++) {
      double count = counts[i];
      if (count == before) {
        continue;
      }
      if (isAlmost(before, count)) {
        counts[i] = before;
      } else if (count < before) {
        counts[i] = before;
        forced = true;
        lowestForced = Math.min(lowestForced, bounds[i]);
        highestForced = Math.max(highestForced, bounds[i]);
        largestDrop = Math.max(largestDrop, before - count);
      } else {
        before = count;
      }
    }
  }

  private static boolean isAlmost(double a, double b) {
    if (Double.isNaN(a) && Double.isNaN(b)) {
      return true;
    }
    double size = Math.abs(a) + Math.abs(b);
    double difference = Math.abs(a - b);
    if (a == 0 || b == 0 || size < Double.MIN_NORMAL) {
      return difference < INSIGNIFICANT * Double.MIN_NORMAL;
    }
    return difference / Math.min(size, Double.MAX_VALUE) < INSIGNIFICANT;
  }

  /** The part of the observations between two values; NaN where {@link #quantile} has it, too. */
  double fraction(double lower, double upper) {
    if (!endsAtInfinity()) {
      return Double.NaN;
    }
    double count = counts[size - 1];
    if (count == 0 || Double.isNaN(lower) || Double.isNaN(upper)) {
      return Double.NaN;
    }
    return lower >= upper ? 0 : (rank(upper, count) - rank(lower, count)) / count;
  }

  /** How many observations lie below a value, at most all. */
  private double rank(double value, double all) {
    double rank = 0;
    for (int i = 0; i < size; i++) {
      double lower = i > 0 ? bounds[i - 1] : bounds[0] <= 0 ? Double.NEGATIVE_INFINITY : 0;
      if (lower >= value) {
        return rank > all ? all : rank;
      }
      if (lower < value && bounds[i] > value) {
        double within =
            lower == Double.NEGATIVE_INFINITY
                ? counts[i]
                : rank + (counts[i] - rank) * (value - lower) / (bounds[i] - lower);
        return within > all ? all : within;
      }
      rank = counts[i];
    }
    return all;
  }
}
