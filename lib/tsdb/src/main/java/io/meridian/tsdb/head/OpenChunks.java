package io.meridian.tsdb.head;

import io.meridian.model.HistogramLane;

/**
 * Appends samples, each later than its series' last one, to the series' open chunks of either kind.
 * For one thread, which nobody else shares a series with.
 */
final class OpenChunks {
  private final HeadStore store;
  private final OpenFloats floats;

  OpenChunks(HeadStore store) {
    this.store = store;
    floats = new OpenFloats(store.ranges(), new CellAllocator(store.cells()));
  }

  void appendFloat(int id, SeriesColumns.Segment state, int at, long time, double value) {
    if (SeriesColumns.isHistogram(state.open[at])) {
      openHistograms(id).finish(state, at);
      int generation = SeriesColumns.generation(state.open[at]) + 1;
      SeriesColumns.LONGS.setRelease(state.open, at, SeriesColumns.open(0, generation, 0, 0));
    }
    floats.append(state, at, time, value);
  }

  void appendHistogram(
      int id, SeriesColumns.Segment state, int at, long time, HistogramLane lane, int index) {
    if (!SeriesColumns.isHistogram(state.open[at])) {
      floats.finish(state, at);
    }
    OpenHistograms open = store.histograms().get(id);
    if (open == null || open.isInteger() != lane.isInteger(index)) {
      if (open != null) {
        open.finish(state, at);
      }
      open = new OpenHistograms(store.ranges(), lane.isInteger(index));
      store.histograms().put(id, open);
    }
    if (!SeriesColumns.isHistogram(state.open[at])) {
      int generation = SeriesColumns.generation(state.open[at]) + 1;
      SeriesColumns.LONGS.setRelease(state.open, at, SeriesColumns.openHistogram(generation));
    }
    open.append(state, at, time, lane, index);
    state.lastTimes[at] = time;
  }

  /** Moves a series' open chunk, if there is one, to its range. */
  void finish(int id, SeriesColumns.Segment state, int at) {
    if (SeriesColumns.isHistogram(state.open[at])) {
      openHistograms(id).finish(state, at);
    } else {
      floats.finish(state, at);
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
}
