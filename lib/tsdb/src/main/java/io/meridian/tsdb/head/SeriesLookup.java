package io.meridian.tsdb.head;

import io.meridian.tsdb.ingest.WriteBatch;

/**
 * Finds the series of batches. Senders send the same series in the same order again and again, so
 * that each series tells which one to expect behind it. Some that are expected are made ready
 * together ({@link ExpectedSeries}) and compared; neither is a hash made nor a table asked. In a
 * batch whose series come in another order that is given up, and the rest is looked up in passes,
 * so that the processor waits for many cache misses at once: all hashes, all slots of the table,
 * all rows, then comparisons. For one thread at a time.
 */
final class SeriesLookup {
  private static final int UNKNOWN = -1;

  /** So many wrong guesses, and a quarter of all, make a batch one of another order. */
  private static final int WRONG_GUESSES = 32;

  /** How many series are expected at once behind one that was not, at first. */
  private static final int LEAST_AHEAD = 4;

  private final SeriesTable table;
  private final ExpectedSeries expected;

  /** The last series of the batch before, or −1. */
  private int last = UNKNOWN;

  /** Keeps the touching passes from being optimised away. */
  private long touched;

  SeriesLookup(SeriesTable table) {
    this.table = table;
    expected = new ExpectedSeries(table);
  }

  /**
   * Looks all series of a batch up.
   *
   * @return whether some are unknown; these have their hash in the scratch, and no number
   */
  boolean find(WriteBatch batch, int size, BatchScratch scratch) {
    boolean unknown = false;
    int wrong = 0;
    int ahead = LEAST_AHEAD;
    int i = 0;
    while (i < size && wrong <= WRONG_GUESSES + i / 4) {
      int right = findExpected(batch, i, Math.min(ahead, size - i), scratch.ids);
      i += right;
      if (right < ahead && i < size) {
        wrong++;
        unknown |= !findByHash(batch, i++, scratch);
      }
      ahead = right == ahead ? Math.min(2 * ahead, ExpectedSeries.MOST) : LEAST_AHEAD;
    }
    return (i < size && findInPasses(batch, i, size, scratch)) || unknown;
  }

  /**
   * Compares the next series of a batch with those that came in their place last time.
   *
   * @return how many of them, from the first one on, are those expected
   */
  private int findExpected(WriteBatch batch, int from, int count, int[] ids) {
    expected.clear();
    int before = last;
    while (before >= 0 && expected.size() < count) {
      before = table.next(before);
      if (before >= 0) {
        expected.add(before);
      }
    }
    expected.locate();
    expected.touch();
    byte[] labels = batch.labelBytes();
    for (int i = 0; i < expected.size(); i++) {
      int series = from + i;
      if (!expected.matches(i, labels, batch.labelsFrom(series), batch.labelsTo(series))) {
        return i;
      }
      last = expected.id(i);
      ids[series] = last;
    }
    return expected.size();
  }

  private boolean findByHash(WriteBatch batch, int series, BatchScratch scratch) {
    byte[] labels = batch.labelBytes();
    int from = batch.labelsFrom(series);
    int to = batch.labelsTo(series);
    scratch.hashes[series] = SeriesTable.hash(labels, from, to);
    int id = table.find(scratch.hashes[series], labels, from, to);
    scratch.ids[series] = id;
    passed(id);
    return id >= 0;
  }

  private boolean findInPasses(WriteBatch batch, int begin, int size, BatchScratch scratch) {
    long[] hashes = scratch.hashes;
    int[] ids = scratch.ids;
    byte[] labels = batch.labelBytes();
    for (int i = begin; i < size; i++) {
      hashes[i] = SeriesTable.hash(labels, batch.labelsFrom(i), batch.labelsTo(i));
    }
    for (int i = begin; i < size; i++) {
      ids[i] = table.touch(hashes[i]);
    }
    long seen = touched;
    for (int i = begin; i < size; i++) {
      seen += table.touchRow(ids[i]);
    }
    touched = seen;
    boolean unknown = false;
    for (int i = begin; i < size; i++) {
      int id = table.find(hashes[i], labels, batch.labelsFrom(i), batch.labelsTo(i));
      ids[i] = id;
      unknown |= id < 0;
      passed(id);
    }
    return unknown;
  }

  /** Takes note of the series that came. */
  private void passed(int id) {
    if (id >= 0) {
      if (last >= 0) {
        table.setNext(last, id);
      }
      last = id;
    }
  }
}
