package io.meridian.model;

import java.util.Arrays;

/**
 * What histograms with custom bounds have in common when their bounds differ: the bounds that both
 * have. Every bucket of either goes into the one that ends at the next common bound.
 */
final class CustomBounds {
  static final double[] NONE = {};

  private double[] counts = {};
  private double[] errors = {};

  static boolean same(double[] one, double[] other) {
    if (one.length != other.length) {
      return false;
    }
    for (int i = 0; i < one.length; i++) {
      if (one[i] != other[i]) {
        return false;
      }
    }
    return true;
  }

  /** The bounds that occur in both of two ascending arrays. */
  static double[] common(double[] one, double[] other) {
    double[] both = new double[Math.min(one.length, other.length)];
    int n = 0;
    int j = 0;
    for (int i = 0; i < one.length && j < other.length; ) {
      if (one[i] == other[j]) {
        both[n++] = one[i++];
        j++;
      } else if (one[i] < other[j]) {
        i++;
      } else {
        j++;
      }
    }
    return n == 0 ? NONE : Arrays.copyOf(both, n);
  }

  /** Begins a set of counts, all 0, between some bounds. */
  void clear(double[] bounds) {
    int n = bounds.length + 1;
    if (counts.length < n) {
      counts = new double[n];
      errors = new double[n];
    } else {
      Arrays.fill(counts, 0, n, 0);
      Arrays.fill(errors, 0, n, 0);
    }
  }

  /**
   * Adds the buckets of a side to the counts.
   *
   * @param from the side's bounds
   * @param to the bounds of the counts
   */
  void add(BucketSide side, double[] from, double[] to, boolean negate) {
    int[] buckets = side.numbers();
    int target = 0;
    for (int i = 0; i < side.size(); i++) {
      int bucket = buckets[i];
      if (bucket >= from.length) {
        target = to.length;
      }
      while (target < to.length && to[target] < from[bucket]) {
        target++;
      }
      add(target, negate ? -side.count(i) : side.count(i));
      add(target, negate ? -side.error(i) : side.error(i));
    }
  }

  private void add(int target, double addend) {
    errors[target] = KahanSum.compensation(counts[target], addend, errors[target]);
    counts[target] += addend;
  }

  double count(int bucket) {
    return counts[bucket];
  }

  /** Makes the counts between so many bounds the buckets of a side. */
  void store(BucketSide side, double[] bounds, boolean compensated) {
    side.replace(counts, errors, bounds.length + 1);
    if (!compensated) {
      side.forgetErrors();
    }
  }
}
