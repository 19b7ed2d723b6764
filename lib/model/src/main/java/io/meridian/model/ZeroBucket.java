package io.meridian.model;

/**
 * The zero bucket of an exponential histogram under calculation, with the rounding error of its
 * count. It can be widened: the buckets that come to lie within it are counted in, and if the
 * wanted threshold cuts a populated bucket, it moves out to that bucket's far end.
 */
final class ZeroBucket {
  double threshold;
  double count;
  double error;

  void set(double toThreshold, double toCount) {
    threshold = toThreshold;
    count = toCount;
    error = 0;
  }

  void copyFrom(ZeroBucket other) {
    threshold = other.threshold;
    count = other.count;
    error = other.error;
  }

  /**
   * Widens to a larger threshold or the next one possible; the buckets counted in stay where they
   * are.
   */
  void widen(double larger, int schema, BucketSide positive, BucketSide negative) {
    double countBefore = count;
    double errorBefore = error;
    threshold = larger;
    double reached;
    do {
      count = countBefore;
      error = errorBefore;
      swallow(positive, schema);
      reached = threshold;
      swallow(negative, schema);
    } while (threshold != reached);
  }

  private void swallow(BucketSide side, int schema) {
    int[] buckets = side.numbers();
    for (int i = 0; i < side.size(); i++) {
      if (BucketBounds.exponential(schema, buckets[i] - 1) >= threshold) {
        return;
      }
      add(side.count(i));
      add(side.error(i));
      double upper = BucketBounds.exponential(schema, buckets[i]);
      if (upper > threshold) {
        if (side.count(i) != 0) {
          threshold = upper;
        }
        return;
      }
    }
  }

  void add(double addend) {
    error = KahanSum.compensation(count, addend, error);
    count += addend;
  }
}
