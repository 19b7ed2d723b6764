package io.meridian.tsdb.aggregate;

import io.meridian.model.SampleBuffer;
import java.util.Arrays;

/**
 * Takes the resets out of a counter that comes in pieces: aggregate chunks' counters, or raw
 * chunks.
 *
 * <p>Between samples of rising time the total grows by the difference of the values, or by the
 * value itself where it fell (a reset). A sample at the instant of the one before tells the true
 * last value of its piece: it is remembered to be compared with the next piece's first, and gives
 * no sample of its own. NaN and samples that go back in time are left out.
 */
final class CounterTotal {
  private long[] times = new long[64];
  private double[] totals = new double[64];
  private int size;
  private double lastValue;
  private double total;

  void clear() {
    size = 0;
  }

  /** Adds a range of a buffer of floats, which continues what was added before. */
  void add(SampleBuffer samples, int from, int to) {
    if (size + to - from > times.length) {
      int capacity = Math.max(size + to - from, 2 * times.length);
      times = Arrays.copyOf(times, capacity);
      totals = Arrays.copyOf(totals, capacity);
    }
    for (int i = from; i < to; i++) {
      add(samples.time(i), samples.value(i));
    }
  }

  private void add(long time, double value) {
    if (Double.isNaN(value)) {
      return;
    }
    if (size > 0 && time <= times[size - 1]) {
      lastValue = time == times[size - 1] ? value : lastValue;
      return;
    }
    if (size == 0) {
      total = value;
    } else {
      total += value >= lastValue ? value - lastValue : value;
    }
    lastValue = value;
    times[size] = time;
    totals[size++] = total;
  }

  int size() {
    return size;
  }

  long[] times() {
    return times;
  }

  double[] totals() {
    return totals;
  }

  /** The counter's true last value, resets left in. */
  double lastValue() {
    return lastValue;
  }
}
