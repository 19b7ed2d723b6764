package io.meridian.promql.exec;

import java.util.Arrays;
import java.util.Comparator;

/**
 * The k greatest or least values met so far, each with a number that says whose it is. The value
 * that would have to go first stands on top; NaN goes before any number. Which of several equal
 * values stays follows from the order in which a binary heap moves them, which is Prometheus' own.
 */
final class BoundedHeap {
  /** What a heap takes before it holds anything. */
  static final long LEAST_BYTES = 144;

  /** What an entry takes in arrays that double. */
  static final long BYTES_PER_ENTRY = 2 * (Double.BYTES + Integer.BYTES);

  private final boolean greatest;
  private double[] values = new double[4];
  private int[] owners = new int[4];
  private int size;

  /** A heap of the greatest values, or else of the least. */
  BoundedHeap(boolean greatest) {
    this.greatest = greatest;
  }

  int size() {
    return size;
  }

  double value(int at) {
    return values[at];
  }

  int owner(int at) {
    return owners[at];
  }

  /** Takes a value in if it belongs to the best of a number of them; whether it did. */
  boolean offer(double value, int owner, long limit) {
    if (size < limit) {
      push(value, owner);
      return true;
    }
    double top = values[0];
    boolean better = greatest ? top < value : top > value;
    if (!better && (!Double.isNaN(top) || Double.isNaN(value))) {
      return false;
    }
    values[0] = value;
    owners[0] = owner;
    sink();
    return true;
  }

  private void push(double value, int owner) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
      owners = Arrays.copyOf(owners, size * 2);
    }
    values[size] = value;
    owners[size] = owner;
    int at = size++;
    while (at > 0 && goesBefore(at, (at - 1) / 2)) {
      swap(at, (at - 1) / 2);
      at = (at - 1) / 2;
    }
  }

  private void sink() {
    int at = 0;
    while (2 * at + 1 < size) {
      int child = 2 * at + 1;
      if (child + 1 < size && goesBefore(child + 1, child)) {
        child++;
      }
      if (!goesBefore(child, at)) {
        return;
      }
      swap(at, child);
      at = child;
    }
  }

  private boolean goesBefore(int one, int other) {
    return goesBefore(values[one], values[other]);
  }

  private boolean goesBefore(double one, double other) {
    return Double.isNaN(one) || (greatest ? one < other : one > other);
  }

  private void swap(int one, int other) {
    double value = values[one];
    values[one] = values[other];
    values[other] = value;
    int owner = owners[one];
    owners[one] = owners[other];
    owners[other] = owner;
  }

  /** Brings the values into order, the best one first, NaN last; the heap is none any more. */
  void sort() {
    Integer[] order = new Integer[size];
    Arrays.setAll(order, i -> i);
    Comparator<Integer> byValue =
        (one, other) -> {
          double a = values[one];
          double b = values[other];
          if (Double.isNaN(a) || Double.isNaN(b)) {
            return Boolean.compare(Double.isNaN(a), Double.isNaN(b));
          }
          return a == b ? 0 : (a < b) == greatest ? 1 : -1;
        };
    Arrays.sort(order, byValue);
    double[] oldValues = values.clone();
    int[] oldOwners = owners.clone();
    for (int i = 0; i < size; i++) {
      values[i] = oldValues[order[i]];
      owners[i] = oldOwners[order[i]];
    }
  }
}
