package io.meridian.promql.function;

/** A value from the floats of a window. */
@FunctionalInterface
interface FloatWindow {
  /**
   * Calculates it.
   *
   * @param from the first sample of the window, which is not empty
   * @param to behind the last one
   * @param step the number of the step
   */
  double apply(long[] times, double[] values, int from, int to, int step);
}
