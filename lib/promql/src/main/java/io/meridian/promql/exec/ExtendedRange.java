package io.meridian.promql.exec;

import io.meridian.model.QueryFailedException;
import io.meridian.model.SampleBuffer;
import io.meridian.promql.syntax.RangeExtension;

/** The samples of an anchored or smoothed range, with those that stand at its bounds. */
final class ExtendedRange {
  private ExtendedRange() {}

  /** What the range of the first step holds; empty if all its samples lie before it. */
  static SampleBuffer cut(RangeSeries series) {
    Window window = series.window();
    SampleBuffer samples = series.samples();
    boolean smoothed = window.extension() == RangeExtension.SMOOTHED;
    if (samples.hasHistograms()) {
      throw new QueryFailedException(
          (smoothed ? "smoothed" : "anchored") + " modifier is not supported with histograms");
    }
    int from = series.from()[0];
    int last = series.to()[0] - 1;
    long start = window.start(0);
    long end = window.end(0);
    SampleBuffer cut = new SampleBuffer();
    int first = from;
    while (first + 1 < last && samples.time(first + 1) <= start) {
      first++;
    }
    if (smoothed) {
      last = firstAtOrAfter(samples, from, last, end);
    }
    if (last < from || samples.time(last) <= start) {
      return cut;
    }
    cut.add(start, left(samples, first, start, smoothed));
    for (int i = first; i <= last; i++) {
      if (samples.time(i) > start && samples.time(i) < end) {
        cut.add(samples.time(i), samples.value(i));
      }
    }
    cut.add(end, right(samples, last, end, smoothed));
    return cut;
  }

  private static int firstAtOrAfter(SampleBuffer samples, int from, int last, long time) {
    int at = from;
    while (at < last && samples.time(at) < time) {
      at++;
    }
    return at;
  }

  private static double left(SampleBuffer samples, int first, long start, boolean smoothed) {
    boolean between = smoothed && samples.time(first) < start && first + 1 < samples.size();
    return between ? interpolated(samples, first, start) : samples.value(first);
  }

  private static double right(SampleBuffer samples, int last, long end, boolean smoothed) {
    boolean between = smoothed && samples.time(last) > end && last > 0;
    return between ? interpolated(samples, last - 1, end) : samples.value(last);
  }

  static double interpolated(SampleBuffer samples, int before, long time) {
    double low = samples.value(before);
    double high = samples.value(before + 1);
    double part = time - samples.time(before);
    return low + (high - low) * part / (samples.time(before + 1) - samples.time(before));
  }
}
