package io.meridian.promql.function;

import io.meridian.model.KahanSum;

/** Sums, means and variances of windows, compensated; what overflows is averaged step by step. */
final class WindowSums {
  private WindowSums() {}

  static double sum(long[] times, double[] values, int from, int to, int step) {
    double sum = 0;
    double error = 0;
    for (int i = from; i < to; i++) {
      error = KahanSum.compensation(sum, values[i], error);
      sum += values[i];
    }
    return Double.isInfinite(sum) ? sum : sum + error;
  }

  static double average(long[] times, double[] values, int from, int to, int step) {
    double sum = values[from];
    double error = 0;
    for (int i = from + 1; i < to; i++) {
      double next = sum + values[i];
      if (Double.isInfinite(next)) {
        return incrementalAverage(values, from, i, to, sum, error);
      }
      error = KahanSum.compensation(sum, values[i], error);
      sum = next;
    }
    double count = to - from;
    return sum / count + error / count;
  }

  /**
   * The mean where the sum overflows.
   *
   * @param at the first value that is not part of the sum
   */
  private static double incrementalAverage(
      double[] values, int from, int at, int to, double sum, double sumError) {
    double mean = sum / (at - from);
    double error = sumError / (at - from);
    for (int i = at; i < to; i++) {
      double count = i - from + 1;
      double weight = (count - 1) / count;
      double addend = values[i] / count;
      mean *= weight;
      error = KahanSum.compensation(mean, addend, weight * error);
      mean += addend;
    }
    return mean + error;
  }

  static double deviation(long[] times, double[] values, int from, int to, int step) {
    return Math.sqrt(variance(times, values, from, to, step));
  }

  static double variance(long[] times, double[] values, int from, int to, int step) {
    double mean = 0;
    double meanError = 0;
    double squares = 0;
    double squaresError = 0;
    for (int i = from; i < to; i++) {
      double delta = values[i] - (mean + meanError);
      double addend = delta / (i - from + 1);
      meanError = KahanSum.compensation(mean, addend, meanError);
      mean += addend;
      double square = delta * (values[i] - (mean + meanError));
      squaresError = KahanSum.compensation(squares, square, squaresError);
      squares += square;
    }
    return (squares + squaresError) / (to - from);
  }
}
