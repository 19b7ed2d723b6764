package io.meridian.tsdb.head;

import io.meridian.model.Histogram;
import io.meridian.model.HistogramValidation;
import io.meridian.model.SampleBuffer;

/**
 * Says what will become of samples, before anything changes: what is accepted goes to the log
 * first, so that nobody sees a sample that a crash could take back. For one thread.
 */
final class SampleChecks {
  private final HeadStore store;
  private final SeriesReader reader;
  private final SampleBuffer known = new SampleBuffer(4);

  SampleChecks(HeadStore store) {
    this.store = store;
    reader = store.writersReader();
  }

  /**
   * Checks the samples of one series, which must not have others in the batch before these are
   * appended.
   *
   * @param latest the last instant that is not too far ahead
   */
  void check(int id, SampleBuffer samples, int from, int to, long latest, AppendOutcomes into) {
    SeriesColumns.Segment state = store.columns().segment(id);
    long stored = state.lastTimes[id & SeriesColumns.MASK];
    long last = stored;
    for (int sample = from; sample < to; sample++) {
      long time = samples.time(sample);
      SampleOutcome outcome = fault(samples, sample, latest);
      if (outcome != SampleOutcome.STORED) {
        into.set(sample, outcome);
      } else if (time > last) {
        boolean old = time < store.leastTime();
        into.set(sample, old ? SampleOutcome.TOO_OLD : SampleOutcome.STORED);
        last = old ? last : time;
      } else {
        into.set(
            sample,
            time > stored ? repeated(samples, from, sample, into) : repeated(id, samples, sample));
      }
    }
  }

  private static SampleOutcome fault(SampleBuffer samples, int sample, long latest) {
    if (samples.time(sample) > latest) {
      return SampleOutcome.TOO_FAR_AHEAD;
    }
    int index = samples.laneIndex(sample);
    return index >= 0 && HistogramValidation.fault(samples.lane(), index) != null
        ? SampleOutcome.INVALID_HISTOGRAM
        : SampleOutcome.STORED;
  }

  /** What a sample is that is not later than one before it in the batch. */
  private static SampleOutcome repeated(
      SampleBuffer samples, int from, int sample, AppendOutcomes outcomes) {
    for (int i = from; i < sample; i++) {
      if (samples.time(i) == samples.time(sample) && outcomes.outcome(i) == SampleOutcome.STORED) {
        return isSame(samples, i, samples, sample)
            ? SampleOutcome.DUPLICATE
            : SampleOutcome.OTHER_VALUE;
      }
    }
    return SampleOutcome.OUT_OF_ORDER;
  }

  /** What a sample is that is not later than the series' last one. */
  private SampleOutcome repeated(int id, SampleBuffer samples, int sample) {
    long time = samples.time(sample);
    known.clear();
    reader.read(id, time, time, known);
    if (known.size() == 0) {
      return time < store.leastTime() ? SampleOutcome.TOO_OLD : SampleOutcome.OUT_OF_ORDER;
    }
    return isSame(samples, sample, known, 0) ? SampleOutcome.DUPLICATE : SampleOutcome.OTHER_VALUE;
  }

  private static boolean isSame(SampleBuffer one, int sample, SampleBuffer other, int otherSample) {
    int index = one.laneIndex(sample);
    int otherIndex = other.laneIndex(otherSample);
    if (index < 0 || otherIndex < 0) {
      return index == otherIndex
          && Double.doubleToRawLongBits(one.value(sample))
              == Double.doubleToRawLongBits(other.value(otherSample));
    }
    return Histogram.of(one.lane(), index).holdsSameAs(Histogram.of(other.lane(), otherIndex));
  }

  /** Gives all samples of a range the same outcome. */
  static void refuse(int from, int to, SampleOutcome outcome, AppendOutcomes into) {
    for (int sample = from; sample < to; sample++) {
      into.set(sample, outcome);
    }
  }
}
