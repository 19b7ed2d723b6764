package io.meridian.tsdb.aggregate;

import io.meridian.model.HistogramLayout;
import java.util.Arrays;

/** Which native histograms can be added up without a loss, schemas aside. */
final class HistogramFamily {
  private HistogramFamily() {}

  /** Whether both have exponential buckets and one zero threshold, or the same custom bounds. */
  static boolean isShared(HistogramLayout a, HistogramLayout b) {
    return a.hasCustomBounds() == b.hasCustomBounds()
        && a.zeroThreshold() == b.zeroThreshold()
        && Arrays.equals(a.customBounds(), b.customBounds());
  }
}
