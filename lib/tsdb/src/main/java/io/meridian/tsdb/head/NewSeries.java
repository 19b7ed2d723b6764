package io.meridian.tsdb.head;

import com.carrotsearch.hppc.IntArrayList;
import com.carrotsearch.hppc.cursors.IntCursor;
import io.meridian.model.CorruptDataException;
import io.meridian.tsdb.ingest.WriteBatch;
import java.util.Arrays;
import java.util.concurrent.locks.Lock;

/**
 * Makes the series that a head does not have yet, for requests and for records of the log. For one
 * thread at a time.
 */
final class NewSeries {
  private static final int UNKNOWN = -1;

  // What has no number instead.
  static final int INVALID = -2;
  static final int TOO_MANY = -3;
  static final int TOO_MANY_LABELS = -4;
  static final int TOO_LONG = -5;

  private final HeadStore store;
  private final HeadIndex index;
  private final SeriesTable table;
  private final LabelKey key = new LabelKey();
  private final LabelField field = new LabelField();
  private final UnloggedSeries unlogged = new UnloggedSeries();

  /** Series whose labels came again under another number. */
  private final IntArrayList replaced = new IntArrayList(0);

  private int[] pairs = new int[64];

  NewSeries(HeadStore store) {
    this.store = store;
    index = store.index();
    table = index.table();
  }

  /** The series that the log does not know yet. */
  UnloggedSeries unlogged() {
    return unlogged;
  }

  /** Gives all series of a batch a number that were not found, or says why they get none. */
  void create(WriteBatch batch, int size, SeriesLimits limits, BatchScratch scratch) {
    Lock lock = store.labels().writeLock();
    lock.lock();
    try {
      byte[] labels = batch.labelBytes();
      for (int i = 0; i < size; i++) {
        if (scratch.ids[i] == UNKNOWN) {
          int from = batch.labelsFrom(i);
          int to = batch.labelsTo(i);
          if (key.isTooMany(labels, from, to)) {
            scratch.ids[i] = TOO_MANY_LABELS;
          } else if (key.isKey(labels, from, to)) {
            scratch.ids[i] = create(scratch.hashes[i], labels, from, to, limits);
          } else {
            scratch.ids[i] = create(labels, from, to, limits);
          }
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** The series of labels in another form than the one that series are known by. */
  private int create(byte[] labels, int from, int to, SeriesLimits limits) {
    if (from == to || key.read(labels, from, to).isEmpty() || key.length() == 0) {
      return INVALID;
    }
    long hash = SeriesTable.hash(key.bytes(), 0, key.length());
    return create(hash, key.bytes(), 0, key.length(), limits);
  }

  private int create(long hash, byte[] labels, int from, int to, SeriesLimits limits) {
    int found = table.find(hash, labels, from, to);
    if (found >= 0) {
      return found;
    }
    int fault = fault(labels, from, to, limits);
    if (fault < 0) {
      return fault;
    }
    int id = add(hash, labels, from, to);
    unlogged.add(id, labels, from, to);
    return id;
  }

  /** Why a series may not be made; 0 if it may. */
  private int fault(byte[] labels, int from, int to, SeriesLimits limits) {
    LabelLimits allowed = limits.labels();
    if (!allowed.equals(LabelLimits.NONE)) {
      int count = 0;
      boolean isTooLong = false;
      for (int at = from; at < to; count++) {
        at = field.read(labels, at, to);
        isTooLong |=
            field.nameTo() - field.nameFrom() > allowed.nameBytes()
                || field.valueTo() - field.valueFrom() > allowed.valueBytes();
      }
      if (count > allowed.count()) {
        return TOO_MANY_LABELS;
      }
      if (isTooLong) {
        return TOO_LONG;
      }
    }
    return table.living() >= limits.series() ? TOO_MANY : 0;
  }

  private int add(long hash, byte[] labels, int from, int to) {
    int count = 0;
    for (int at = from; at < to; count++) {
      if (count == pairs.length) {
        pairs = Arrays.copyOf(pairs, 2 * count);
      }
      int end = LabelField.end(labels, at);
      pairs[count] = index.intern(labels, at, end);
      at = end;
    }
    return add(hash, pairs, count);
  }

  private int add(long hash, int[] labels, int count) {
    store.rows().reserve(table.size() + 1);
    int id = table.add(hash, labels, count);
    index.add(id, labels, count);
    return id;
  }

  /**
   * Makes a series that a record names, unless there is one; the numbers between have no labels.
   */
  void restore(int id, byte[] labels, int from, int to) {
    if (id < table.size()) {
      return;
    }
    if (!key.isKey(labels, from, to)) {
      throw new CorruptDataException("a record of the log", from, "labels were expected");
    }
    while (table.size() < id) {
      addNameless();
    }
    long hash = SeriesTable.hash(labels, from, to);
    int before = table.find(hash, labels, from, to);
    if (before >= 0) {
      table.unlist(before);
      replaced.add(before);
    }
    add(hash, labels, from, to);
  }

  /**
   * Makes a series of a snapshot, unless there is one.
   *
   * @param labels pairs, in label order
   * @param count how many there are; 0 for a number that is no series'
   */
  void restore(int id, long hash, int[] labels, int count) {
    if (id < table.size()) {
      return;
    }
    while (table.size() < (count == 0 ? id + 1 : id)) {
      addNameless();
    }
    if (count > 0) {
      add(hash, labels, count);
    }
  }

  /** Adds a series that nobody finds: a record that named it was lost. */
  private void addNameless() {
    store.rows().reserve(table.size() + 1);
    table.addUnfound();
  }

  /**
   * Takes the samples from series whose labels came again under another number: they had left the
   * head by then, which means that blocks have them.
   */
  void dropReplaced(OpenChunks chunks) {
    for (IntCursor id : replaced) {
      chunks.drop(id.value);
    }
    replaced.clear();
  }

  int seriesCount() {
    return table.size();
  }
}
