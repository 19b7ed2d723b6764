package io.meridian.promql.function;

import io.meridian.model.KahanSum;
import io.meridian.model.QueryFailedException;
import io.meridian.promql.exec.RangeFunction;
import io.meridian.promql.exec.StepGrid;

/** The line of least squares through a window's floats, and double exponential smoothing. */
final class Trend {
  private double slope;
  private double intercept;

  /** Change a second. */
  static FloatWindow slope() {
    Trend trend = new Trend();
    return (times, values, from, to, step) -> {
      trend.fit(times, values, from, to, times[from]);
      return trend.slope;
    };
  }

  /** The value some seconds after the step. */
  static FloatWindow prediction(RangeFunction.Arguments arguments) {
    Trend trend = new Trend();
    StepGrid steps = arguments.window().steps();
    double[] ahead = arguments.scalars().get(1);
    return (times, values, from, to, step) -> {
      trend.fit(times, values, from, to, steps.time(step));
      return trend.slope * ahead[step] + trend.intercept;
    };
  }

  /** Finds slope, and intercept at a time. */
  private void fit(long[] times, double[] values, int from, int to, long at) {
    double count = to - from;
    double sumX = 0;
    double errorX = 0;
    double sumY = 0;
    double errorY = 0;
    double sumXy = 0;
    double errorXy = 0;
    double sumX2 = 0;
    double errorX2 = 0;
    boolean constant = true;
    for (int i = from; i < to; i++) {
      double x = (times[i] - at) / 1e3;
      double y = values[i];
      constant &= i == from || y == values[from];
      errorX = KahanSum.compensation(sumX, x, errorX);
      sumX += x;
      errorY = KahanSum.compensation(sumY, y, errorY);
      sumY += y;
      errorXy = KahanSum.compensation(sumXy, x * y, errorXy);
      sumXy += x * y;
      errorX2 = KahanSum.compensation(sumX2, x * x, errorX2);
      sumX2 += x * x;
    }
    if (constant) {
      slope = Double.isInfinite(values[from]) ? Double.NaN : 0;
      intercept = Double.isInfinite(values[from]) ? Double.NaN : values[from];
      return;
    }
    solve(count, sumX + errorX, sumY + errorY, sumXy + errorXy, sumX2 + errorX2);
  }

  private void solve(double count, double x, double y, double xy, double x2) {
    double covariance = xy - x * y / count;
    double variance = x2 - x * x / count;
    slope = covariance / variance;
    intercept = y / count - slope * x / count;
  }

  /**
   * double_exponential_smoothing: the smoothed value at the window's end. Factors that can't be are
   * an error at any step whose window has a sample of any kind.
   */
  static RangeFunction smoothing(RangeFunction.Arguments arguments) {
    double[] smoothing = arguments.scalars().get(1);
    double[] trend = arguments.scalars().get(2);
    FloatWindow kernel =
        (times, values, from, to, step) -> smooth(values, from, to, smoothing[step], trend[step]);
    RangeFunction smoothed = new FloatsOverTime(arguments, kernel, 2);
    return (series, into, row) -> {
      int[] from = series.from();
      int[] to = series.to();
      for (int step = 0; step < from.length; step++) {
        if (from[step] < to[step]) {
          check("smoothing", smoothing[step]);
          check("trend", trend[step]);
        }
      }
      smoothed.apply(series, into, row);
    };
  }

  private static void check(String name, double factor) {
    if (factor <= 0 || factor >= 1) {
      throw new QueryFailedException(
          "invalid "
              + name
              + " factor. Expected: 0 < "
              + name.charAt(0)
              + "f < 1, got: "
              + ShortNumber.withSixDecimals(factor));
    }
  }

  private static double smooth(
      double[] values, int from, int to, double smoothing, double trendFactor) {
    double before = 0;
    double smoothed = values[from];
    double trend = values[from + 1] - values[from];
    for (int i = from + 1; i < to; i++) {
      double scaled = smoothing * values[i];
      if (i > from + 1) {
        trend = trendFactor * (smoothed - before) + (1 - trendFactor) * trend;
      }
      double rest = (1 - smoothing) * (smoothed + trend);
      before = smoothed;
      smoothed = scaled + rest;
    }
    return smoothed;
  }
}
