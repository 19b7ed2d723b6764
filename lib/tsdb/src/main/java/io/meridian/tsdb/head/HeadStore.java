package io.meridian.tsdb.head;

import io.meridian.model.MetricMetadata;
import io.meridian.model.Outcome;
import io.meridian.model.QueryContext;
import io.meridian.tsdb.chunk.ChunkFormat;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** The parts of a head, which its writer and its readers share. */
final class HeadStore {
  /** Comparing a series' texts with others' costs about as much as finding the ranks of so many. */
  private static final int PAIRS_A_SORTED_SERIES = 64;

  private final Ranges ranges;
  private final Ranges lateRanges;
  private final ExemplarRing exemplars;
  private final ConcurrentHashMap<String, MetricMetadata> metadata = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Integer, OutOfOrder> outOfOrder = new ConcurrentHashMap<>();
  private final SeriesRows rows = new SeriesRows();
  private final CellHeap cells = new CellHeap();
  private final ConcurrentHashMap<Integer, OpenHistograms> histograms = new ConcurrentHashMap<>();
  private final OpenStarts openStarts = new OpenStarts();
  private final SeriesHashes hashes = new SeriesHashes();
  private final HeadIndex index = new HeadIndex(rows);

  /** Guards the index: written to for new series, read for selections and labels. */
  private final ReentrantReadWriteLock labels = new ReentrantReadWriteLock();

  private final ChunkFormat blockFormat;

  private volatile long leastTime = Long.MIN_VALUE;
  private volatile long closedBefore = Long.MIN_VALUE;
  private volatile long cutBefore = Long.MIN_VALUE;

  HeadStore(HeadOptions options, SpillFiles spill) {
    long range = options.range().toMillis();
    ranges = new Ranges(range, spill);
    lateRanges = new Ranges(range, spill);
    exemplars = new ExemplarRing(options.exemplars());
    blockFormat = options.blocks();
  }

  Ranges ranges() {
    return ranges;
  }

  /** Which encodings the chunks of blocks have. */
  ChunkFormat blockFormat() {
    return blockFormat;
  }

  /** The ranges of samples that came after their range was cut. */
  Ranges lateRanges() {
    return lateRanges;
  }

  /** The last exemplars. */
  ExemplarRing exemplars() {
    return exemplars;
  }

  /** What is known of metrics, by family. */
  ConcurrentHashMap<String, MetricMetadata> metadata() {
    return metadata;
  }

  /** What series have out of order, by number. */
  ConcurrentHashMap<Integer, OutOfOrder> outOfOrder() {
    return outOfOrder;
  }

  /** What keeps readable what is there now, to be closed. */
  ReadView view() {
    return new ReadView(this);
  }

  SeriesRows rows() {
    return rows;
  }

  CellHeap cells() {
    return cells;
  }

  /** The start timestamps of open chunks. */
  OpenStarts openStarts() {
    return openStarts;
  }

  ConcurrentHashMap<Integer, OpenHistograms> histograms() {
    return histograms;
  }

  /** What is known of hashes of series' labels. */
  SeriesHashes hashes() {
    return hashes;
  }

  HeadIndex index() {
    return index;
  }

  /** How many numbers of series there are, also of such that are gone. */
  int numbers() {
    labels.readLock().lock();
    try {
      return index.table().size();
    } finally {
      labels.readLock().unlock();
    }
  }

  /**
   * The order of the labels of the series that there are now.
   *
   * @param series how many are to be sorted; for many the order of all pairs is worth its making
   */
  LabelOrder labelOrder(int series) {
    labels.readLock().lock();
    try {
      SeriesLabelPairs of = index.table().snapshot();
      return series > index.pairs().numbers() / PAIRS_A_SORTED_SERIES
          ? new LabelOrder(of, index.pairRanks())
          : new LabelOrder(of);
    } finally {
      labels.readLock().unlock();
    }
  }

  /** The labels of the series that there are now, to be read without a lock. */
  SeriesLabelPairs seriesLabels() {
    labels.readLock().lock();
    try {
      return index.table().snapshot();
    } finally {
      labels.readLock().unlock();
    }
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

  /** No open chunk begins before this instant. */
  long closedBefore() {
    return closedBefore;
  }

  void closeBefore(long time) {
    closedBefore = time;
  }

  /** Samples before this instant are in blocks. */
  long cutBefore() {
    return cutBefore;
  }

  void cutBefore(long time) {
    cutBefore = Math.max(cutBefore, time);
  }

  /** What is known of an answer now: it can change wherever samples can still come. */
  Outcome outcome() {
    long least = leastTime;
    return new Outcome(List.of(), true, least == Long.MIN_VALUE ? least : least - 1);
  }

  /** A reader of samples for one thread, for as long as the view is held. */
  SeriesReader reader(ReadView view) {
    return new SeriesReader(this, view.number(), view.lateNumber());
  }

  /** A reader of samples for who holds the writers' lock, which keeps ranges from being dropped. */
  SeriesReader writersReader() {
    return new SeriesReader(this, Ranges.NOW, Ranges.NOW);
  }

  /** A reader of labels alone for one thread. */
  HeadEntries entries() {
    return new HeadEntries(index.table(), writersReader());
  }
}
