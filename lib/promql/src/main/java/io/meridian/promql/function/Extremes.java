package io.meridian.promql.function;

/** Smallest and largest values of windows and when they were; NaN only where all are NaN. */
final class Extremes {
  private Extremes() {}

  static double max(long[] times, double[] values, int from, int to, int step) {
    double max = values[from];
    for (int i = from + 1; i < to; i++) {
      if (values[i] > max || Double.isNaN(max)) {
        max = values[i];
      }
    }
    return max;
  }

  static double min(long[] times, double[] values, int from, int to, int step) {
    double min = values[from];
    for (int i = from + 1; i < to; i++) {
      if (values[i] < min || Double.isNaN(min)) {
        min = values[i];
      }
    }
    return min;
  }

  /** Seconds of the last of the largest values. */
  static double maxTime(long[] times, double[] values, int from, int to, int step) {
    int at = from;
    for (int i = from; i < to; i++) {
      if (values[i] >= values[at] || Double.isNaN(values[at])) {
        at = i;
      }
    }
    return times[at] / 1000.0;
  }

  /** Seconds of the last of the smallest values. */
  static double minTime(long[] times, double[] values, int from, int to, int step) {
    int at = from;
    for (int i = from; i < to; i++) {
      if (values[i] <= values[at] || Double.isNaN(values[at])) {
        at = i;
      }
    }
    return times[at] / 1000.0;
  }
}
