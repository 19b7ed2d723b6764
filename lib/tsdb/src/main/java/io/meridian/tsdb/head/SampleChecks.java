package io.meridian.tsdb.head;

import com.carrotsearch.hppc.LongIntHashMap;
import io.meridian.model.Histogram;
import io.meridian.model.HistogramValidation;
import io.meridian.model.SampleBuffer;

/**
 * Says what will become of samples, before anything changes: what is accepted goes to the log
 * first, so that nobody sees a sample that a crash could take back. For one thread.
 */
final class SampleChecks {
  private static final int MOST_KEPT = 64;

  private final HeadStore store;
  private final SeriesReader reader;
  private final SampleBuffer known = new SampleBuffer(4);

  /** The stored samples of the series being checked, by time, up to {@link #indexedTo}. */
  private LongIntHashMap indexed = new LongIntHashMap();

  private int indexedTo;
  private long earliest;
  private long latest;

  SampleChecks(HeadStore store) {
    this.store = store;
    reader = store.writersReader();
  }

  /** Sets the first instant that is not too old, and the last one that is not too far ahead. */
  void limit(long first, long last) {
    earliest = first;
    latest = last;
  }

  /**
   * Checks the samples of one series, which must not have others in the batch before these are
   * appended.
   */
  void check(int id, SampleBuffer samples, int from, int to, AppendOutcomes into) {
    long[] state = store.rows().segment(id);
    long stored = state[SeriesRows.at(id) + SeriesRows.LAST_TIME];
    long last = stored;
    long newest = Long.MIN_VALUE;
    indexedTo = -1;
    for (int sample = from; sample < to; sample++) {
      long time = samples.time(sample);
      SampleOutcome outcome = fault(samples, sample);
      boolean behind = time <= last || time < store.leastTime() || time < earliest;
      if (outcome == SampleOutcome.STORED && behind) {
        outcome = time <= newest ? repeated(samples, from, sample, into) : outcome;
        if (outcome == SampleOutcome.STORED) {
          outcome = unordered(id, samples, sample);
        }
      } else if (outcome == SampleOutcome.STORED) {
        last = time;
      }
      newest = Math.max(newest, time);
      into.set(sample, outcome);
    }
  }

  private SampleOutcome fault(SampleBuffer samples, int sample) {
    if (samples.time(sample) > latest) {
      return SampleOutcome.TOO_FAR_AHEAD;
    }
    int index = samples.laneIndex(sample);
    return index >= 0 && HistogramValidation.fault(samples.lane(), index) != null
        ? SampleOutcome.INVALID_HISTOGRAM
        : SampleOutcome.STORED;
  }

  /** Empties the index; a large one is given back, as emptying it takes time by its size. */
  private void clearIndex() {
    if (indexed.size() > MOST_KEPT) {
      indexed = new LongIntHashMap();
    }
    indexed.clear();
  }

  /** What a sample is that may be one before it in the batch; stored if it is none. */
  private SampleOutcome repeated(
      SampleBuffer samples, int from, int sample, AppendOutcomes outcomes) {
    if (indexedTo < from) {
      clearIndex();
      indexedTo = from;
    }
    for (; indexedTo < sample; indexedTo++) {
      if (outcomes.outcome(indexedTo).isStored()) {
        indexed.put(samples.time(indexedTo), indexedTo);
      }
    }
    int same = indexed.getOrDefault(samples.time(sample), -1);
    if (same < 0) {
      return SampleOutcome.STORED;
    }
    return isSame(samples, same, samples, sample)
        ? SampleOutcome.DUPLICATE
        : SampleOutcome.OTHER_VALUE;
  }

  /** What a sample is that is not later than the series' last one, of a range cut, or too old. */
  private SampleOutcome unordered(int id, SampleBuffer samples, int sample) {
    long time = samples.time(sample);
    if (isLast(id, samples, sample)) {
      return SampleOutcome.DUPLICATE;
    }
    known.clear();
    reader.read(id, time, time, known);
    if (known.size() > 0) {
      return isSame(samples, sample, known, 0)
          ? SampleOutcome.DUPLICATE
          : SampleOutcome.OTHER_VALUE;
    }
    if (time < earliest) {
      return SampleOutcome.TOO_OLD;
    }
    return time >= store.leastTime()
        ? SampleOutcome.STORED_OUT_OF_ORDER
        : SampleOutcome.STORED_LATE;
  }

  /** Whether a sample is the series' last one, a float: what a request sent twice is full of. */
  private boolean isLast(int id, SampleBuffer samples, int sample) {
    long[] state = store.rows().segment(id);
    int at = SeriesRows.at(id);
    return samples.time(sample) == state[at + SeriesRows.LAST_TIME]
        && samples.laneIndex(sample) < 0
        && !SeriesRows.isHistogram(state[at + SeriesRows.OPEN])
        && Double.doubleToRawLongBits(samples.value(sample)) == state[at + SeriesRows.LAST_BITS];
  }

  /** Whether two samples of one time hold the same. */
  static boolean isSame(SampleBuffer one, int sample, SampleBuffer other, int otherSample) {
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
