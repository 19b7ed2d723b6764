package io.meridian.model;

import java.util.Arrays;

/**
 * The positive or the negative buckets of a histogram under calculation: ascending bucket numbers,
 * their counts, and the rounding errors that belong to the counts (all 0 unless sums are
 * compensated).
 *
 * <p>As long as the buckets are just those of some spans, the spans stand for the numbers and these
 * are not written out: histograms of one chunk share their spans, and sums over them then touch the
 * counts only.
 */
final class BucketSide {
  private int size;
  private Spans spans = Spans.NONE;
  private boolean spansCurrent = true;
  private boolean numbered = true;
  private int[] numbers = {};
  private double[] counts = {};
  private double[] errors = {};
  private final BucketWalk walk = new BucketWalk();

  int size() {
    return size;
  }

  double count(int position) {
    return counts[position];
  }

  double error(int position) {
    return errors[position];
  }

  void clear() {
    size = 0;
    spans = Spans.NONE;
    spansCurrent = true;
    numbered = true;
  }

  /** Takes the buckets of a histogram over; the words are from {@code start} on. */
  void load(Spans layout, HistogramLane lane, int histogram, int start) {
    long[] words = lane.words();
    size = layout.buckets();
    reserve(size);
    if (lane.isInteger(histogram)) {
      for (int i = 0; i < size; i++) {
        counts[i] = words[start + i];
      }
    } else {
      for (int i = 0; i < size; i++) {
        counts[i] = Double.longBitsToDouble(words[start + i]);
      }
    }
    Arrays.fill(errors, 0, size, 0);
    spans = layout;
    spansCurrent = true;
    numbered = size == 0;
  }

  void copyFrom(BucketSide other) {
    size = other.size;
    reserve(size);
    System.arraycopy(other.counts, 0, counts, 0, size);
    System.arraycopy(other.errors, 0, errors, 0, size);
    spans = other.spans;
    spansCurrent = other.spansCurrent;
    numbered = other.numbered;
    if (numbered) {
      System.arraycopy(other.numbers, 0, numbers, 0, size);
    }
  }

  private void reserve(int buckets) {
    if (buckets > counts.length) {
      int capacity = Math.max(buckets, counts.length + (counts.length >> 1));
      numbers = Arrays.copyOf(numbers, capacity);
      counts = Arrays.copyOf(counts, capacity);
      errors = Arrays.copyOf(errors, capacity);
    }
  }

  /** The bucket numbers, ascending. */
  int[] numbers() {
    if (!numbered) {
      walk.forward(spans);
      for (int i = 0; walk.next(); i++) {
        numbers[i] = walk.bucket();
      }
      numbered = true;
    }
    return numbers;
  }

  /** The spans of the buckets: those they came with, or the fewest that hold them. */
  Spans spans() {
    if (!spansCurrent) {
      spans = Spans.around(numbers, size);
      spansCurrent = true;
    }
    return spans;
  }

  private void renumbered() {
    numbered = true;
    spansCurrent = false;
  }

  /** How many of the first buckets end at or below a zero threshold of the schema. */
  int within(double zeroThreshold, int schema) {
    if (size == 0
        || zeroThreshold == 0
        || BucketBounds.exponential(schema, first()) > zeroThreshold) {
      return 0;
    }
    int n = 1;
    int[] buckets = numbers();
    while (n < size && BucketBounds.exponential(schema, buckets[n]) <= zeroThreshold) {
      n++;
    }
    return n;
  }

  private int first() {
    if (numbered) {
      return numbers[0];
    }
    walk.forward(spans);
    walk.next();
    return walk.bucket();
  }

  void multiply(double factor) {
    for (int i = 0; i < size; i++) {
      counts[i] *= factor;
      errors[i] *= factor;
    }
  }

  void divide(double divisor) {
    for (int i = 0; i < size; i++) {
      counts[i] /= divisor;
      errors[i] /= divisor;
    }
  }

  boolean hasInfinity() {
    for (int i = 0; i < size; i++) {
      if (Double.isInfinite(counts[i])) {
        return true;
      }
    }
    return false;
  }

  /**
   * Adds another side's buckets from its position {@code from} on, making those that are missing
   * here.
   *
   * @param negate whether to subtract
   * @param compensated whether this side's errors take part
   */
  void add(BucketSide other, int from, boolean negate, boolean compensated) {
    if (size == other.size && spansCurrent && other.spansCurrent && spans.equals(other.spans)) {
      for (int i = from; i < size; i++) {
        increase(i, other, i, negate, compensated);
      }
      return;
    }
    int missing = missing(other, from);
    if (missing == 0) {
      addPresent(other, from, negate, compensated);
    } else {
      addWidened(other, from, missing, negate, compensated);
    }
  }

  private int missing(BucketSide other, int from) {
    int[] mine = numbers();
    int[] theirs = other.numbers();
    int missing = 0;
    int i = 0;
    for (int j = from; j < other.size; j++) {
      while (i < size && mine[i] < theirs[j]) {
        i++;
      }
      if (i == size || mine[i] != theirs[j]) {
        missing++;
      }
    }
    return missing;
  }

  private void addPresent(BucketSide other, int from, boolean negate, boolean compensated) {
    int i = 0;
    for (int j = from; j < other.size; j++) {
      while (numbers[i] < other.numbers[j]) {
        i++;
      }
      increase(i, other, j, negate, compensated);
    }
  }

  /** Merges from the back, so that the buckets can stay where they are until they are moved. */
  private void addWidened(
      BucketSide other, int from, int missing, boolean negate, boolean compensated) {
    int end = Math.addExact(size, missing);
    reserve(end);
    int i = size - 1;
    int j = other.size - 1;
    for (int to = end - 1; j >= from; to--) {
      boolean mine = i >= 0 && numbers[i] >= other.numbers[j];
      if (mine) {
        boolean both = numbers[i] == other.numbers[j];
        numbers[to] = numbers[i];
        counts[to] = counts[i];
        errors[to] = errors[i--];
        if (both) {
          increase(to, other, j--, negate, compensated);
        }
      } else {
        numbers[to] = other.numbers[j];
        counts[to] = negate ? -other.counts[j] : other.counts[j];
        errors[to] = !compensated ? 0 : negate ? -other.errors[j] : other.errors[j];
        j--;
      }
    }
    size = end;
    renumbered();
  }

  private void increase(
      int position, BucketSide other, int theirs, boolean negate, boolean compensated) {
    double count = negate ? -other.counts[theirs] : other.counts[theirs];
    if (!compensated) {
      counts[position] += count;
      return;
    }
    increase(position, count);
    double error = negate ? -other.errors[theirs] : other.errors[theirs];
    if (error != 0) {
      increase(position, error);
    }
  }

  private void increase(int position, double addend) {
    errors[position] = KahanSum.compensation(counts[position], addend, errors[position]);
    counts[position] += addend;
  }

  /** Adds the errors from a position on to the counts, which ends a compensated calculation. */
  void settle(int from) {
    for (int i = from; i < size; i++) {
      counts[i] += errors[i];
    }
    Arrays.fill(errors, 0, size, 0);
  }

  void forgetErrors() {
    Arrays.fill(errors, 0, size, 0);
  }

  /** Merges buckets as a schema does that is coarser by some steps. */
  void coarsen(int steps, boolean compensated) {
    if (size == 0) {
      return;
    }
    int[] buckets = numbers();
    int last = 0;
    buckets[0] = BucketBounds.coarser(buckets[0], steps);
    for (int i = 1; i < size; i++) {
      int bucket = BucketBounds.coarser(buckets[i], steps);
      if (bucket != buckets[last]) {
        last++;
        buckets[last] = bucket;
        counts[last] = counts[i];
        errors[last] = errors[i];
      } else if (compensated) {
        increase(last, counts[i]);
        increase(last, errors[i]);
      } else {
        counts[last] += counts[i];
      }
    }
    size = last + 1;
    renumbered();
  }

  /** Empties the buckets that begin below a zero threshold, then drops all that are empty. */
  void trim(double zeroThreshold, int schema) {
    int[] buckets = numbers();
    for (int i = 0; i < size; i++) {
      if (BucketBounds.exponential(schema, buckets[i] - 1) >= zeroThreshold) {
        break;
      }
      counts[i] = 0;
      errors[i] = 0;
    }
    compact(0);
  }

  /** Drops the buckets that begin below a zero threshold. */
  void dropWithin(double zeroThreshold, int schema) {
    int[] buckets = numbers();
    int n = 0;
    while (n < size && BucketBounds.exponential(schema, buckets[n] - 1) < zeroThreshold) {
      n++;
    }
    if (n > 0) {
      size -= n;
      System.arraycopy(buckets, n, buckets, 0, size);
      System.arraycopy(counts, n, counts, 0, size);
      System.arraycopy(errors, n, errors, 0, size);
      renumbered();
    }
  }

  void set(int position, double count) {
    counts[position] = count;
    errors[position] = 0;
  }

  /** Replaces everything by the buckets 0 … n−1 of an array, leaving out empty ones. */
  void replace(double[] denseCounts, double[] denseErrors, int n) {
    reserve(n);
    size = 0;
    for (int i = 0; i < n; i++) {
      if (denseCounts[i] != 0 || denseErrors[i] != 0) {
        numbers[size] = i;
        counts[size] = denseCounts[i];
        errors[size++] = denseErrors[i];
      }
    }
    renumbered();
  }

  /**
   * Drops empty buckets, save runs of at most so many between others, and fills gaps that are no
   * longer than that with empty buckets.
   */
  void compact(int maxEmptyBuckets) {
    if (isFull() && spansCurrent && spans.areApart(maxEmptyBuckets)) {
      return;
    }
    int[] buckets = numbers();
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (counts[i] != 0 || errors[i] != 0) {
        buckets[kept] = buckets[i];
        counts[kept] = counts[i];
        errors[kept++] = errors[i];
      }
    }
    size = kept;
    if (maxEmptyBuckets > 0) {
      fillGaps(maxEmptyBuckets);
    }
    renumbered();
  }

  private boolean isFull() {
    for (int i = 0; i < size; i++) {
      if (counts[i] == 0 && errors[i] == 0) {
        return false;
      }
    }
    return true;
  }

  private void fillGaps(int maxEmptyBuckets) {
    long filled = size;
    for (int i = 1; i < size; i++) {
      long gap = (long) numbers[i] - numbers[i - 1] - 1;
      filled += gap <= maxEmptyBuckets ? gap : 0;
    }
    int end = Math.toIntExact(filled);
    reserve(end);
    int to = end - 1;
    for (int i = size - 1; to > i; i--) {
      numbers[to] = numbers[i];
      counts[to] = counts[i];
      errors[to--] = errors[i];
      long gap = (long) numbers[i] - numbers[i - 1] - 1;
      for (long empty = gap <= maxEmptyBuckets ? gap : 0; empty > 0; empty--) {
        numbers[to] = numbers[to + 1] - 1;
        counts[to] = 0;
        errors[to--] = 0;
      }
    }
    size = end;
  }
}
