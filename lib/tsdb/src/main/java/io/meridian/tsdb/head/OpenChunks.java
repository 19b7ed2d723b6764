package io.meridian.tsdb.head;

import io.meridian.model.HistogramLane;
import io.meridian.model.SampleBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Appends samples, each later than its series' last one, to the series' open chunks of either kind.
 * For one thread, which nobody else shares a series with.
 */
final class OpenChunks {
  private final HeadStore store;
  private final OpenFloats floats;

  /** Made when first needed: most tenants' samples come in order. */
  private @Nullable UnorderedChunker unorderedChunker;

  OpenChunks(HeadStore store) {
    this.store = store;
    floats = new OpenFloats(store.ranges(), new CellAllocator(store.cells()), store.openStarts());
  }

  /** Appends a sample that is later than its series' last one. */
  void append(int id, SampleBuffer samples, int sample) {
    long[] state = store.rows().segment(id);
    int at = SeriesRows.at(id);
    if (!SeriesRows.isUnordered(state, at)) {
      append(id, state, at, samples, sample);
      return;
    }
    synchronized (unordered(id, state, at)) {
      append(id, state, at, samples, sample);
    }
  }

  /**
   * Appends a float that is later than its series' last sample.
   *
   * @param start its start timestamp, 0 for none
   */
  void appendFloat(int id, long time, double value, long start) {
    long[] state = store.rows().segment(id);
    int at = SeriesRows.at(id);
    if (!SeriesRows.isUnordered(state, at)) {
      appendFloat(id, state, at, time, value, start);
      return;
    }
    synchronized (unordered(id, state, at)) {
      appendFloat(id, state, at, time, value, start);
    }
  }

  /**
   * Appends floats without start timestamps in order of time; those not later than the series' last
   * sample are there already and are passed over. Nobody must read the series yet.
   */
  void appendFloats(int id, long[] times, long[] bits, int from, int to) {
    long[] state = store.rows().segment(id);
    int at = SeriesRows.at(id);
    for (int first = from; first < to; first++) {
      if (times[first] > state[at + SeriesRows.LAST_TIME]) {
        if (!isApart(id, state, at)) {
          floats.append(state, at, times, bits, first, to);
          return;
        }
        appendFloat(id, times[first], Double.longBitsToDouble(bits[first]), 0);
      }
    }
  }

  /** Whether the open chunk of a series is not one of floats alone. */
  private boolean isApart(int id, long[] state, int at) {
    return SeriesRows.isHistogram(state[at + SeriesRows.OPEN]) || store.openStarts().isAny(id);
  }

  private void append(int id, long[] state, int at, SampleBuffer samples, int sample) {
    int index = samples.laneIndex(sample);
    if (index < 0) {
      appendFloat(
          id, state, at, samples.time(sample), samples.value(sample), samples.startTime(sample));
    } else {
      appendHistogram(id, state, at, samples, sample, index);
    }
  }

  /** Appends a sample behind a later one of its series. */
  void appendUnordered(int id, SampleBuffer samples, int sample) {
    OutOfOrder unordered = unordered(id);
    synchronized (unordered) {
      unordered.recent().add(samples, sample);
      if (unordered.recent().isFull()) {
        unorderedChunker().chunk(unordered.recent(), store.ranges());
      }
    }
  }

  /** Appends a sample of a range that was cut. */
  void appendLate(int id, SampleBuffer samples, int sample) {
    OutOfOrder unordered = unordered(id);
    synchronized (unordered) {
      unordered.late().add(samples, sample);
      if (unordered.late().isFull()) {
        unorderedChunker().chunk(unordered.late(), store.lateRanges());
      }
    }
  }

  private OutOfOrder unordered(int id) {
    return unordered(id, store.rows().segment(id), SeriesRows.at(id));
  }

  private OutOfOrder unordered(int id, long[] state, int at) {
    SeriesRows.setUnordered(state, at, true);
    return store.outOfOrder().computeIfAbsent(id, _ -> new OutOfOrder());
  }

  /** Takes all samples from a series. */
  void drop(int id) {
    long[] state = store.rows().segment(id);
    int at = SeriesRows.at(id);
    finish(id, state, at);
    dropUnordered(id, state, at);
    state[at + SeriesRows.FULL] = 0;
    state[at + SeriesRows.LAST_TIME] = Long.MIN_VALUE;
  }

  /** Forgets what a series has out of order. */
  void dropUnordered(int id, long[] state, int at) {
    SeriesRows.setUnordered(state, at, false);
    store.outOfOrder().remove(id);
  }

  /** Forgets the chunks that a series had out of order in ranges that are gone for everybody. */
  void forgetGone(int id) {
    OutOfOrder unordered = store.outOfOrder().get(id);
    if (unordered == null) {
      return;
    }
    synchronized (unordered) {
      unordered.recent().forgetGone(store.ranges());
      unordered.late().forgetGone(store.lateRanges());
      if (unordered.isEmpty()) {
        dropUnordered(id, store.rows().segment(id), SeriesRows.at(id));
      }
    }
  }

  /** Makes chunks of what came out of order, or late. */
  void finishUnordered(OutOfOrder unordered) {
    synchronized (unordered) {
      unorderedChunker().chunk(unordered.recent(), store.ranges());
      unorderedChunker().chunk(unordered.late(), store.lateRanges());
    }
  }

  private void appendFloat(int id, long[] state, int at, long time, double value, long start) {
    if (SeriesRows.isHistogram(state[at + SeriesRows.OPEN])) {
      openHistograms(id).finish(state, at);
      int generation = SeriesRows.generation(state[at + SeriesRows.OPEN]) + 1;
      SeriesRows.LONGS.setRelease(
          state, at + SeriesRows.OPEN, SeriesRows.open(0, generation, 0, 0));
    }
    floats.append(id, state, at, time, value, start);
  }

  private void appendHistogram(
      int id, long[] state, int at, SampleBuffer samples, int sample, int index) {
    if (!SeriesRows.isHistogram(state[at + SeriesRows.OPEN])) {
      floats.finish(id, state, at);
    }
    HistogramLane lane = samples.lane();
    OpenHistograms open = store.histograms().get(id);
    if (open == null || !open.takes(lane.isInteger(index), samples.startTime(sample))) {
      if (open != null) {
        open.finish(state, at);
      }
      open =
          new OpenHistograms(store.ranges(), lane.isInteger(index), samples.startTime(sample) != 0);
      store.histograms().put(id, open);
    }
    if (!SeriesRows.isHistogram(state[at + SeriesRows.OPEN])) {
      int generation = SeriesRows.generation(state[at + SeriesRows.OPEN]) + 1;
      SeriesRows.LONGS.setRelease(
          state, at + SeriesRows.OPEN, SeriesRows.openHistogram(generation));
    }
    open.append(state, at, samples, sample, index);
    state[at + SeriesRows.LAST_TIME] = samples.time(sample);
  }

  /** What a series has out of order, to be filled from a snapshot. */
  OutOfOrder restoreUnordered(int id) {
    return unordered(id);
  }

  /** The open chunks of floats. */
  OpenFloats floats() {
    return floats;
  }

  /** Moves a series' open chunk, if there is one, to its range. */
  void finish(int id, long[] state, int at) {
    if (SeriesRows.isHistogram(state[at + SeriesRows.OPEN])) {
      openHistograms(id).finish(state, at);
    } else {
      floats.finish(id, state, at);
    }
  }

  private OpenHistograms openHistograms(int id) {
    OpenHistograms open = store.histograms().get(id);
    if (open == null) {
      throw new IllegalStateException("series " + id + " has no open histograms");
    }
    return open;
  }

  /** Takes over the memory of one that is not used any more. */
  void takeOver(OpenChunks other) {
    floats.cells().takeOver(other.floats.cells());
  }

  private UnorderedChunker unorderedChunker() {
    UnorderedChunker made = unorderedChunker;
    if (made == null) {
      made = new UnorderedChunker(store.ranges().length());
      unorderedChunker = made;
    }
    return made;
  }
}
