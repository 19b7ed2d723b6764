package io.meridian.cli.block;

import java.util.SortedMap;
import java.util.TreeMap;

/** How often numbers of some size occur. */
final class Distribution {
  private final int width;
  private final SortedMap<Long, Long> classes = new TreeMap<>();
  private long count;
  private long sum;
  private long min = Long.MAX_VALUE;
  private long max;

  /** A distribution in classes of a width: class k holds k · width + 1 to (k + 1) · width. */
  Distribution(int width) {
    this.width = width;
  }

  void add(long number) {
    count++;
    sum += number;
    min = Math.min(min, number);
    max = Math.max(max, number);
    classes.merge(Math.max(0, number - 1) / width, 1L, Long::sum);
  }

  long count() {
    return count;
  }

  long sum() {
    return sum;
  }

  /** The smallest number; 0 if there is none. */
  long min() {
    return count == 0 ? 0 : min;
  }

  long max() {
    return max;
  }

  double mean() {
    return count == 0 ? 0 : (double) sum / count;
  }

  int width() {
    return width;
  }

  /** How many numbers fell into each class, by its position; empty classes are left out. */
  SortedMap<Long, Long> classes() {
    return classes;
  }
}
