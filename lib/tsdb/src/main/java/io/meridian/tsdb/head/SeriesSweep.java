package io.meridian.tsdb.head;

import com.carrotsearch.hppc.IntArrayList;
import com.carrotsearch.hppc.IntHashSet;
import com.carrotsearch.hppc.IntObjectHashMap;
import com.carrotsearch.hppc.cursors.IntObjectCursor;
import java.util.BitSet;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Takes the series out of a head that have no samples there any more, nor did lately: first out of
 * the table, so that nobody finds them, then out of the lists of values, name by name, then what
 * they take. Queries meanwhile may come upon numbers of such series; they have no chunk and thus
 * are no answer. Each step holds the writers' lock, and the labels' where it changes them, for a
 * few milliseconds at most. A series whose labels come again is another one. For one use.
 */
final class SeriesSweep {
  private static final int SERIES_A_STEP = 1024;

  private final HeadStore store;
  private final SeriesTable table;
  private final ReentrantLock writing;
  private final IntArrayList gone = new IntArrayList();
  private final BitSet goneBits = new BitSet();

  /** The pairs that series that are gone have, by the number of their name. */
  private final IntObjectHashMap<IntHashSet> values = new IntObjectHashMap<>();

  SeriesSweep(HeadStore store, ReentrantLock writing) {
    this.store = store;
    this.writing = writing;
    table = store.index().table();
  }

  /** Takes all such series out; returns how many there were. */
  int run() {
    int series = store.numbers();
    for (int from = 0; from < series; from += SERIES_A_STEP) {
      int begin = from;
      locked(false, () -> unlist(begin, Math.min(series, begin + SERIES_A_STEP)));
    }
    for (int from = 0; from < gone.size(); from += SERIES_A_STEP) {
      int begin = from;
      locked(false, () -> collect(begin, Math.min(gone.size(), begin + SERIES_A_STEP)));
    }
    for (IntObjectCursor<IntHashSet> name : values) {
      locked(true, () -> store.index().remove(name.key, goneBits, name.value));
    }
    for (int from = 0; from < gone.size(); from += SERIES_A_STEP) {
      int begin = from;
      locked(true, () -> forget(begin, Math.min(gone.size(), begin + SERIES_A_STEP)));
    }
    if (!gone.isEmpty()) {
      compact();
    }
    return gone.size();
  }

  private void locked(boolean changesLabels, Runnable step) {
    Lock labels = changesLabels ? store.labels().writeLock() : store.labels().readLock();
    writing.lock();
    labels.lock();
    try {
      step.run();
    } finally {
      labels.unlock();
      writing.unlock();
    }
  }

  private void unlist(int from, int to) {
    for (int id = from; id < to; id++) {
      if (table.isFound(id) && isGone(id)) {
        table.unlist(id);
        clear(id);
        gone.add(id);
        goneBits.set(id);
      }
    }
  }

  /** Leaves a state in which there is nothing to be closed. */
  private void clear(int id) {
    long[] state = store.rows().segment(id);
    int at = SeriesRows.at(id);
    int generation = SeriesRows.generation(state[at + SeriesRows.OPEN]) + 1;
    SeriesRows.LONGS.setRelease(state, at + SeriesRows.OPEN, SeriesRows.open(0, generation, 0, 0));
    store.histograms().remove(id);
  }

  private boolean isGone(int id) {
    long[] state = store.rows().segment(id);
    int at = SeriesRows.at(id);
    long word = state[at + SeriesRows.OPEN];
    OpenHistograms open = SeriesRows.isHistogram(word) ? store.histograms().get(id) : null;
    return state[at + SeriesRows.LAST_TIME] < store.leastTime()
        && !SeriesRows.isUnordered(state, at)
        && SeriesRows.samples(word) == 0
        && (open == null || !open.isOpen())
        && !store.ranges().isHeld(state[at + SeriesRows.FULL]);
  }

  private void collect(int from, int to) {
    PairCursor labels = new PairCursor();
    for (int i = from; i < to; i++) {
      for (labels.reset(table, gone.get(i)); labels.next(); ) {
        int name = table.pairs().name(labels.pair());
        IntHashSet of = values.get(name);
        if (of == null) {
          of = new IntHashSet();
          values.put(name, of);
        }
        of.add(labels.pair());
      }
    }
  }

  private void forget(int from, int to) {
    for (int i = from; i < to; i++) {
      int id = gone.get(i);
      if (table.forget(id)) {
        store.rows().release(id >>> SeriesRows.SEGMENT_BITS);
        store.openStarts().release(id >>> SeriesRows.SEGMENT_BITS);
        store.hashes().release(id >>> SeriesRows.SEGMENT_BITS);
      }
    }
  }

  private void compact() {
    boolean[] more = {true};
    while (more[0]) {
      locked(true, () -> more[0] = store.index().pairs().compact());
    }
  }
}
