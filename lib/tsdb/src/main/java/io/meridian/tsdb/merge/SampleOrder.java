package io.meridian.tsdb.merge;

import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramLayout;
import io.meridian.model.SampleBuffer;
import io.meridian.model.Spans;
import io.meridian.model.StaleMarker;
import java.util.Arrays;

/**
 * An order of samples by what they are, so that a choice between them does not depend on where they
 * came from: by time; then stale markers, floats, histograms; then by value, histograms by count
 * first. Only samples that are equal in every bit of their value are equal.
 */
final class SampleOrder {
  private SampleOrder() {}

  static int compare(SampleBuffer samples, int a, int b) {
    int order = Long.compare(samples.time(a), samples.time(b));
    return order == 0 ? compareValues(samples, a, b) : order;
  }

  /** Compares two samples whatever their times. */
  static int compareValues(SampleBuffer samples, int a, int b) {
    int order = Integer.compare(rank(samples, a), rank(samples, b));
    if (order != 0) {
      return order;
    }
    int left = samples.laneIndex(a);
    int right = samples.laneIndex(b);
    if (left >= 0 && right >= 0) {
      return compareHistograms(samples.lane(), left, right);
    }
    return compareFloats(samples.value(a), samples.value(b));
  }

  private static int rank(SampleBuffer samples, int sample) {
    if (StaleMarker.isStale(samples.value(sample))) {
      return 0;
    }
    return samples.laneIndex(sample) < 0 ? 1 : 2;
  }

  private static int compareFloats(double a, double b) {
    int order = Double.compare(a, b);
    if (order != 0) {
      return order;
    }
    return Long.compare(Double.doubleToRawLongBits(a), Double.doubleToRawLongBits(b));
  }

  private static int compareHistograms(HistogramLane lane, int a, int b) {
    int order = Double.compare(lane.count(a), lane.count(b));
    if (order == 0) {
      order = Boolean.compare(lane.isInteger(a), lane.isInteger(b));
    }
    if (order == 0) {
      order = Integer.compare(lane.layout(a).schema(), lane.layout(b).schema());
    }
    if (order == 0) {
      order = compareWords(lane, a, b);
    }
    return order == 0 ? compareLayouts(lane.layout(a), lane.layout(b)) : order;
  }

  private static int compareLayouts(HistogramLayout a, HistogramLayout b) {
    if (a.equals(b)) {
      return 0;
    }
    int order = Double.compare(a.zeroThreshold(), b.zeroThreshold());
    if (order == 0) {
      order = Arrays.compare(a.customBounds(), b.customBounds());
    }
    if (order == 0) {
      order = compareSpans(a.positive(), b.positive());
    }
    return order == 0 ? compareSpans(a.negative(), b.negative()) : order;
  }

  private static int compareSpans(Spans a, Spans b) {
    int order = Integer.compare(a.size(), b.size());
    for (int i = 0; order == 0 && i < a.size(); i++) {
      order = Integer.compare(a.offset(i), b.offset(i));
      if (order == 0) {
        order = Integer.compare(a.length(i), b.length(i));
      }
    }
    return order;
  }

  private static int compareWords(HistogramLane lane, int a, int b) {
    long[] words = lane.words();
    int aFrom = lane.start(a);
    int bFrom = lane.start(b);
    return Arrays.compareUnsigned(
        words,
        aFrom,
        lane.positiveStart(a) + lane.layout(a).buckets(),
        words,
        bFrom,
        lane.positiveStart(b) + lane.layout(b).buckets());
  }
}
