package io.meridian.tsdb.head;

import io.meridian.model.LookbackSteps;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SeriesCounts;
import io.meridian.model.StaleMarker;
import io.meridian.model.TimeRange;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.Lock;

/**
 * Counts those of a head's series that have a sample to show, step by step. A series shows one from
 * a sample on until the lookback is over or a stale marker comes; where that begins is counted up
 * at its step, where it ends down, and in the end steps are added up. For one thread.
 */
final class CountedSeries {
  private static final int SERIES_A_LOCK = 1024;

  /** More counts than this, of all groups and steps, are more than the series they are of. */
  private static final int MOST_CELLS = 1 << 20;

  /** Of a series that is gone. */
  private static final int NO_SET = -1;

  /** In place of a group, of a set that has none. */
  private static final int NO_ROOM = -1;

  private final HeadStore store;
  private final SeriesProjection projection;
  private final LookbackSteps steps;
  private final SeriesReader reader;
  private final QueryContext context;
  private final SeriesCounts counts;
  private final int[] sets = new int[SERIES_A_LOCK];
  private final SampleBuffer samples = new SampleBuffer();

  /** The group of each set of labels. */
  private int[] groups = {};

  /** What is charged for sets of labels. */
  private long charged;

  /** Counts series that stay different ones. */
  CountedSeries(
      HeadStore store,
      SeriesProjection projection,
      LookbackSteps steps,
      SeriesReader reader,
      QueryContext context) {
    this.store = store;
    this.projection = projection;
    this.steps = steps;
    this.reader = reader;
    this.context = context;
    counts = new SeriesCounts(steps.count(), context);
  }

  /** The counts of a selection; empty if there are too many groups. */
  Optional<SeriesCounts> of(SelectedSeries selected) {
    boolean counted = false;
    try {
      counted = count(selected);
      return counted ? Optional.of(counts) : Optional.empty();
    } finally {
      context.release(charged);
      if (!counted) {
        counts.close();
      }
    }
  }

  private boolean count(SelectedSeries selected) {
    ProjectedLabels labels = labels();
    for (int from = 0; from < selected.size(); from += SERIES_A_LOCK) {
      context.check();
      int to = Math.min(selected.size(), from + SERIES_A_LOCK);
      findSets(labels, selected.ids(), from, to);
      chargeSets(labels);
      for (int i = from; i < to; i++) {
        if (sets[i - from] != NO_SET) {
          int group = group(labels, sets[i - from]);
          if (group == NO_ROOM) {
            return false;
          }
          add(selected.ids()[i], group);
        }
      }
    }
    sum();
    return true;
  }

  private void chargeSets(ProjectedLabels labels) {
    if (labels.bytes() > charged) {
      context.charge(labels.bytes() - charged);
      charged = labels.bytes();
    }
  }

  private ProjectedLabels labels() {
    Lock lock = store.labels().readLock();
    lock.lock();
    try {
      return new ProjectedLabels(store, projection);
    } finally {
      lock.unlock();
    }
  }

  private void findSets(ProjectedLabels labels, int[] ids, int from, int to) {
    Lock lock = store.labels().readLock();
    lock.lock();
    try {
      for (int i = from; i < to; i++) {
        sets[i - from] = labels.findSet(ids[i]) ? labels.set() : NO_SET;
      }
    } finally {
      lock.unlock();
    }
  }

  /** The group of a set of labels, or that there are too many already. */
  private int group(ProjectedLabels labels, int set) {
    if (set >= groups.length) {
      int known = groups.length;
      groups = Arrays.copyOf(groups, Math.max(set + 1, 2 * known));
      Arrays.fill(groups, known, groups.length, NO_ROOM);
    }
    if (groups[set] == NO_ROOM && (counts.size() + 1L) * steps.count() <= MOST_CELLS) {
      groups[set] = counts.add(labels.setBytes(), labels.setFrom(set), labels.setTo(set));
    }
    return groups[set];
  }

  private void add(int id, int group) {
    if (steps.count() == 1 && reader.readLast(id) && reader.lastTime() <= steps.first()) {
      if (reader.lastTime() > steps.first() - steps.lookback()
          && reader.lastBits() != StaleMarker.BITS) {
        counts.cells()[counts.firstCell(group)]++;
      }
      return;
    }
    TimeRange range = steps.range();
    samples.clear();
    reader.read(id, range.min(), range.max(), samples);
    addShown(counts.firstCell(group));
  }

  /** Adds when the series of the samples has one to show. */
  private void addShown(int firstCell) {
    long[] times = samples.times();
    double[] values = samples.values();
    boolean shown = false;
    long begin = 0;
    long end = 0;
    for (int i = 0; i < samples.size(); i++) {
      long time = times[i];
      boolean stale = Double.doubleToRawLongBits(values[i]) == StaleMarker.BITS;
      if (shown && (stale || time >= end)) {
        add(begin, Math.min(end, time), firstCell);
        shown = false;
      }
      if (!stale) {
        begin = shown ? begin : time;
        end = time + steps.lookback();
        shown = true;
      }
    }
    if (shown) {
      add(begin, end, firstCell);
    }
  }

  /** Counts a series at the steps from a time on and before another one. */
  private void add(long begin, long end, int firstCell) {
    int from = steps.from(begin);
    int to = steps.from(end);
    if (from < to) {
      counts.cells()[firstCell + from]++;
      if (to < steps.count()) {
        counts.cells()[firstCell + to]--;
      }
    }
  }

  private void sum() {
    long[] cells = counts.cells();
    for (int group = 0; group < counts.size(); group++) {
      int first = counts.firstCell(group);
      for (int i = first + 1; i < first + steps.count(); i++) {
        cells[i] += cells[i - 1];
      }
    }
  }
}
