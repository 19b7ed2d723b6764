package io.meridian.promql.script;

import io.meridian.model.CounterResetHint;
import io.meridian.model.FloatHistogram;
import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramLayout;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.ResetDetection;
import io.meridian.model.SampleBuffer;
import io.meridian.model.StaleMarker;
import java.util.Arrays;

/**
 * The samples of one series, as a database would give them back. What is written of a counter's
 * reset hint is not what is read: a database keeps runs of histograms without a reset between them
 * as one chunk, and knows "not reset" of all but a chunk's first, of which it knows nothing.
 */
final class StoredSeries {
  /** Chunks do not reach over a multiple of this. */
  private static final long CHUNK_RANGE = 86_400_000L;

  private final SampleBuffer samples = new SampleBuffer(16);
  private final ResetDetection resets = new ResetDetection();
  private final HistogramLane candidate = new HistogramLane();

  SampleBuffer samples() {
    return samples;
  }

  void add(long time, Point point, long start) {
    if (point instanceof Point.Gap) {
      return;
    }
    if (samples.size() > 0 && time <= samples.time(samples.size() - 1)) {
      throw new InvalidRequestException(
          "a series has a sample at "
              + samples.time(samples.size() - 1)
              + " ms already; one at "
              + time
              + " ms must not come after it");
    }
    switch (point) {
      case Point.Gap() -> {}
      case Point.Value(double value) -> addNumber(time, value, start);
      case Point.Buckets(FloatHistogram histogram, var _) -> addHistogram(time, histogram, start);
    }
  }

  /** The stale marker is a histogram where it ends histograms. */
  private void addNumber(long time, double value, long start) {
    if (StaleMarker.isStale(value) && endsWithHistogram()) {
      HistogramLane lane = samples.lane();
      CounterResetHint hint = lane.hint(lane.size() - 1);
      int index = lane.add(HistogramLayout.EMPTY, false, hint);
      Arrays.fill(lane.words(), lane.start(index), lane.start(index) + 3, 0);
      lane.words()[lane.start(index) + 2] = StaleMarker.BITS;
      samples.addHistogram(time, StaleMarker.VALUE, start);
    } else {
      samples.add(time, value, start);
    }
  }

  private boolean endsWithHistogram() {
    return samples.size() > 0 && samples.laneIndex(samples.size() - 1) >= 0;
  }

  private void addHistogram(long time, FloatHistogram histogram, long start) {
    CounterResetHint hint = hint(time, histogram);
    HistogramLane lane = samples.lane();
    int index = histogram.addTo(lane);
    lane.hint(index, hint);
    samples.addHistogram(time, histogram.sum(), start);
  }

  private CounterResetHint hint(long time, FloatHistogram histogram) {
    if (histogram.hint() == CounterResetHint.GAUGE) {
      return CounterResetHint.GAUGE;
    }
    return continues(time, histogram) ? CounterResetHint.NOT_RESET : CounterResetHint.UNKNOWN;
  }

  /** Whether a counter's histogram goes into the chunk of the sample before. */
  private boolean continues(long time, FloatHistogram histogram) {
    if (!endsWithHistogram() || histogram.hint() == CounterResetHint.RESET) {
      return false;
    }
    int last = samples.size() - 1;
    HistogramLane lane = samples.lane();
    int before = samples.laneIndex(last);
    if (lane.hint(before) == CounterResetHint.GAUGE
        || StaleMarker.isStale(lane.sum(before))
        || time / CHUNK_RANGE != samples.time(last) / CHUNK_RANGE) {
      return false;
    }
    return isSameKind(histogram.layout(), lane.layout(before)) && !isReset(histogram, before);
  }

  private static boolean isSameKind(HistogramLayout one, HistogramLayout other) {
    return one.schema() == other.schema()
        && one.zeroThreshold() == other.zeroThreshold()
        && Arrays.equals(one.customBounds(), other.customBounds());
  }

  private boolean isReset(FloatHistogram histogram, int before) {
    candidate.clear();
    int index = histogram.addTo(candidate);
    candidate.hint(index, CounterResetHint.UNKNOWN);
    return resets.isReset(candidate, index, samples.lane(), before);
  }
}
