package io.meridian.promql.function;

import io.meridian.model.ResetDetection;
import io.meridian.model.SampleBuffer;
import io.meridian.promql.exec.EngineOptions;

/** Says where between two samples of one kind a counter was reset. */
final class CounterResets {
  private final boolean startTimesUsed;
  private final ResetDetection histograms = new ResetDetection();

  CounterResets(EngineOptions options) {
    startTimesUsed = options.startTimestamps();
  }

  /** The start timestamp of a sample; 0 if it is unknown or start timestamps are not used. */
  long start(SampleBuffer samples, int sample) {
    return startTimesUsed ? samples.startTime(sample) : 0;
  }

  /** Whether the counter was reset between a sample and the one before; both of one kind. */
  boolean isReset(SampleBuffer samples, int sample) {
    if (startsAnew(samples, sample)) {
      return true;
    }
    int index = samples.laneIndex(sample);
    return index < 0
        ? samples.value(sample) < samples.value(sample - 1)
        : histograms.isReset(samples.lane(), index, samples.lane(), samples.laneIndex(sample - 1));
  }

  /**
   * Whether a sample's start lies behind the one before, or at it where that knows its own start.
   */
  boolean startsAnew(SampleBuffer samples, int sample) {
    long start = start(samples, sample);
    long before = samples.time(sample - 1);
    if (start == 0 || start >= samples.time(sample) || start < before) {
      return false;
    }
    if (start > before) {
      return true;
    }
    long startBefore = start(samples, sample - 1);
    return startBefore <= before && startBefore != 0 && startBefore != before;
  }

  /** Whether a sample's start lies before the sample before, whose own start is another. */
  boolean overlaps(SampleBuffer samples, int sample) {
    long start = start(samples, sample);
    return start != 0 && start < samples.time(sample - 1) && start != start(samples, sample - 1);
  }
}
