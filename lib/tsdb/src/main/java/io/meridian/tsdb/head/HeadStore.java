package io.meridian.tsdb.head;

import io.meridian.model.Outcome;
import io.meridian.model.QueryContext;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** The parts of a head, which its writer and its readers share. */
final class HeadStore {
  private final Ranges ranges;
  private final SeriesColumns columns = new SeriesColumns();
  private final CellHeap cells = new CellHeap();
  private final ConcurrentHashMap<Integer, OpenHistograms> histograms = new ConcurrentHashMap<>();
  private final HeadIndex index = new HeadIndex();

  /** Guards the index: written to for new series, read for selections and labels. */
  private final ReentrantReadWriteLock labels = new ReentrantReadWriteLock();

  private volatile long leastTime = Long.MIN_VALUE;

  HeadStore(long range, SpillFiles spill) {
    ranges = new Ranges(range, spill);
  }

  Ranges ranges() {
    return ranges;
  }

  SeriesColumns columns() {
    return columns;
  }

  CellHeap cells() {
    return cells;
  }

  ConcurrentHashMap<Integer, OpenHistograms> histograms() {
    return histograms;
  }

  HeadIndex index() {
    return index;
  }

  /** The index for one query. */
  QueriedIndex index(QueryContext context, ReadView view) {
    return new QueriedIndex(index, () -> new HeadEntries(index.table(), reader(view)), context);
  }

  ReentrantReadWriteLock labels() {
    return labels;
  }

  /** Samples before this instant are refused. */
  long leastTime() {
    return leastTime;
  }

  /** Refuses samples before an instant from now on. */
  void refuseBefore(long time) {
    leastTime = time;
  }

  /** What is known of an answer now: it can change wherever samples can still come. */
  Outcome outcome() {
    long least = leastTime;
    return new Outcome(List.of(), true, least == Long.MIN_VALUE ? least : least - 1);
  }

  /** A reader of samples for one thread, for as long as the view is held. */
  SeriesReader reader(ReadView view) {
    return reader(view.number());
  }

  /** A reader of samples for who holds the writers' lock, which keeps ranges from being dropped. */
  SeriesReader writersReader() {
    return reader(Ranges.NOW);
  }

  private SeriesReader reader(long view) {
    return new SeriesReader(ranges, view, columns, cells, histograms);
  }

  /** A reader of labels alone for one thread. */
  HeadEntries entries() {
    return new HeadEntries(index.table(), writersReader());
  }
}
