package io.meridian.promql.exec;

/**
 * The instants at which a part of a query is evaluated: {@code start + i × step} for i below {@code
 * count}. A subquery has a grid of its own, a step-invariant part has one instant.
 *
 * @param start Unix milliseconds
 * @param step milliseconds, above 0
 * @param count at least 0
 */
public record StepGrid(long start, long step, int count) {
  public StepGrid {
    if (step <= 0 || count < 0) {
      throw new IllegalArgumentException("no grid of " + count + " steps of " + step + " ms");
    }
  }

  /** A grid of one instant. */
  public static StepGrid instant(long time) {
    return new StepGrid(time, 1, 1);
  }

  /** The grid from one instant up to another, which need not be on it. */
  public static StepGrid between(long start, long end, long step) {
    return new StepGrid(start, step, end < start ? 0 : Math.toIntExact((end - start) / step + 1));
  }

  public long time(int index) {
    return start + index * step;
  }

  /** The last instant. */
  public long end() {
    return time(count - 1);
  }
}
