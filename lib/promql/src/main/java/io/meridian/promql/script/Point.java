package io.meridian.promql.script;

import io.meridian.model.FloatHistogram;
import io.meridian.model.StaleMarker;

/** What a script's series has at one of its times. */
public sealed interface Point {
  /** No sample. */
  Point GAP = new Gap();

  /** No sample. */
  record Gap() implements Point {
    @Override
    public String toString() {
      return "_";
    }
  }

  /** A float; perhaps the stale marker. */
  record Value(double value) implements Point {
    @Override
    public String toString() {
      return StaleMarker.isStale(value) ? "stale" : Double.toString(value);
    }
  }

  /**
   * A native histogram.
   *
   * @param hintWritten whether the script says which reset hint it has
   */
  record Buckets(FloatHistogram histogram, boolean hintWritten) implements Point {
    @Override
    public String toString() {
      return histogram.toString();
    }
  }
}
