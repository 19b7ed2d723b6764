package io.meridian.promql.script;

import io.meridian.model.CounterResetHint;
import io.meridian.model.FloatHistogram;
import io.meridian.model.HistogramLayout;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.Spans;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * A classic histogram at one instant: cumulative counts by upper bound, count and sum; and as a
 * native histogram whose bounds are the same.
 */
final class ClassicHistogram {
  private final TreeMap<Double, Double> cumulative = new TreeMap<>();
  private OptionalDouble count = OptionalDouble.empty();
  private double sum;

  void bucket(double bound, double below) {
    if (Double.isNaN(bound) || below < 0) {
      throw new InvalidRequestException(
          "a bucket of a classic histogram has bound " + bound + " and count " + below);
    }
    cumulative.putIfAbsent(bound, below);
  }

  void count(double observations) {
    count = OptionalDouble.of(observations);
  }

  void sum(double ofObservations) {
    sum = ofObservations;
  }

  /** The observations in custom buckets; the last one, without an upper bound, is always there. */
  FloatHistogram toCustomBuckets() {
    double total =
        count.orElseGet(() -> cumulative.isEmpty() ? 0 : cumulative.lastEntry().getValue());
    cumulative.putIfAbsent(Double.POSITIVE_INFINITY, total);
    double[] bounds = new double[cumulative.size() - 1];
    double[] counts = new double[cumulative.size()];
    double below = 0;
    int i = 0;
    for (Map.Entry<Double, Double> bucket : cumulative.entrySet()) {
      if (bucket.getValue() < below) {
        throw new InvalidRequestException(
            "a classic histogram has fewer observations below " + bucket.getKey() + " than before");
      }
      if (i < bounds.length) {
        bounds[i] = bucket.getKey();
      }
      counts[i++] = bucket.getValue() - below;
      below = bucket.getValue();
    }
    if (total != below) {
      throw new InvalidRequestException(
          "a classic histogram has count " + total + " but " + below + " in its buckets");
    }
    HistogramLayout layout =
        new HistogramLayout(
            HistogramLayout.CUSTOM_BOUNDS, 0, Spans.of(0, counts.length), Spans.NONE, bounds);
    return FloatHistogram.of(layout, CounterResetHint.UNKNOWN, total, 0, sum, counts).compacted(0);
  }
}
