package io.meridian.tsdb.head;

import io.meridian.model.LabelBytes;
import io.meridian.model.QueryContext;
import io.meridian.model.TimeRange;
import java.util.concurrent.locks.Lock;

/**
 * Selected series of a head in the order of their hashes, and what of their labels is wanted. What
 * it takes is charged to the query until it is closed. For one thread.
 */
final class ProjectedSeries implements AutoCloseable {
  private static final int SERIES_A_LOCK = 1024;

  /** Number, hash, set, order and its buckets, last sample. */
  private static final int BYTES_A_SERIES = 48;

  private static final int[] NONE = {};

  private final QueryContext context;
  private final ProjectedLabels labels;
  private final boolean lastSamples;
  private final int[] ids;
  private final int[] sets;
  private final long[] highs;
  private final long[] lows;
  private final long[] times;
  private final long[] values;
  private int[] order = NONE;
  private int size;
  private long charged;

  /**
   * The series of a selection.
   *
   * @param lastSamples whether last samples are all that is wanted, and series stay different ones
   */
  private ProjectedSeries(
      SelectedSeries selected, ProjectedLabels labels, boolean lastSamples, QueryContext context) {
    this.context = context;
    this.labels = labels;
    this.lastSamples = lastSamples;
    int n = selected.size();
    charge((long) BYTES_A_SERIES * n);
    ids = new int[n];
    sets = new int[n];
    highs = new long[n];
    lows = new long[n];
    times = new long[lastSamples ? n : 0];
    values = new long[lastSamples ? n : 0];
  }

  /** Finds hashes and labels of series that were selected in the order of their numbers. */
  static ProjectedSeries of(
      HeadStore store,
      SelectedSeries selected,
      SeriesProjection projection,
      SeriesReader reader,
      TimeRange range,
      QueryContext context) {
    Lock lock = store.labels().readLock();
    ProjectedLabels labels;
    boolean lastSamples;
    lock.lock();
    try {
      labels = new ProjectedLabels(store, projection);
      lastSamples = projection.lastSample() && !ProjectedLabels.mayJoin(store, projection);
    } finally {
      lock.unlock();
    }
    ProjectedSeries series = new ProjectedSeries(selected, labels, lastSamples, context);
    try {
      for (int from = 0; from < selected.size(); from += SERIES_A_LOCK) {
        context.check();
        int to = Math.min(selected.size(), from + SERIES_A_LOCK);
        lock.lock();
        try {
          series.add(selected.ids(), from, to, reader, range);
        } finally {
          lock.unlock();
        }
        series.chargeSets();
      }
      series.order = HashOrder.of(series.highs, series.lows, series.size);
      return series;
    } catch (RuntimeException e) {
      series.close();
      throw e;
    }
  }

  private void add(int[] selected, int from, int to, SeriesReader reader, TimeRange range) {
    for (int i = from; i < to; i++) {
      int id = selected[i];
      if (labels.find(id) && (!lastSamples || addLast(id, reader, range))) {
        ids[size] = id;
        sets[size] = labels.set();
        highs[size] = labels.high();
        lows[size++] = labels.low();
      }
    }
  }

  /** Takes note of the last sample; returns whether there may be one in the range. */
  private boolean addLast(int id, SeriesReader reader, TimeRange range) {
    boolean known = reader.readLast(id) && reader.lastTime() <= range.max();
    times[size] = known ? reader.lastTime() : Long.MIN_VALUE;
    values[size] = known ? reader.lastBits() : 0;
    return !known || reader.lastTime() >= range.min();
  }

  private void chargeSets() {
    long needed = (long) BYTES_A_SERIES * ids.length + labels.bytes();
    if (needed > charged) {
      charge(needed - charged);
    }
  }

  private void charge(long bytes) {
    context.charge(bytes);
    charged += bytes;
  }

  int size() {
    return size;
  }

  /** The number of a series by its place in the order of hashes. */
  int id(int place) {
    return ids[order[place]];
  }

  /** Whether last samples are all that is wanted. */
  boolean areLast() {
    return lastSamples;
  }

  /** Whether the last sample is known already. */
  boolean hasLast(int place) {
    return times[order[place]] != Long.MIN_VALUE;
  }

  long lastTime(int place) {
    return times[order[place]];
  }

  long lastBits(int place) {
    return values[order[place]];
  }

  /** Writes what is left of a series' labels. */
  void writeLabels(int place, LabelBytes into) {
    int at = order[place];
    labels.write(highs[at], lows[at], sets[at], into);
  }

  QueryContext context() {
    return context;
  }

  @Override
  public void close() {
    context.release(charged);
    charged = 0;
  }
}
