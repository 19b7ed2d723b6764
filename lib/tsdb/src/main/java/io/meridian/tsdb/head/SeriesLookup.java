package io.meridian.tsdb.head;

import io.meridian.tsdb.ingest.WriteBatch;

/**
 * Finds the series of batches. Senders send the same series in the same order again and again, so
 * that each series tells which one to expect behind it: its labels are compared, and neither is a
 * hash made nor a table asked. In a batch whose series come in another order that is given up, and
 * the rest is looked up in passes, so that the processor waits for many cache misses at once: all
 * hashes, all slots of the table, all rows, then comparisons. For one thread at a time.
 */
final class SeriesLookup {
  private static final int UNKNOWN = -1;

  /** So many wrong guesses, and a quarter of all, make a batch one of another order. */
  private static final int WRONG_GUESSES = 32;

  private final SeriesTable table;

  /** The last series of the batch before, or −1. */
  private int last = UNKNOWN;

  /** Keeps the touching passes from being optimised away. */
  private long touched;

  SeriesLookup(SeriesTable table) {
    this.table = table;
  }

  /**
   * Looks all series of a batch up.
   *
   * @return whether some are unknown; these have their hash in the scratch, and no number
   */
  boolean find(WriteBatch batch, int size, BatchScratch scratch) {
    byte[] labels = batch.labelBytes();
    boolean unknown = false;
    int wrong = 0;
    int i = 0;
    for (; i < size && wrong <= WRONG_GUESSES + i / 4; i++) {
      int from = batch.labelsFrom(i);
      int to = batch.labelsTo(i);
      int id = last < 0 ? UNKNOWN : table.findNext(last, labels, from, to);
      if (id < 0) {
        wrong++;
        long hash = SeriesTable.hash(labels, from, to);
        scratch.hashes[i] = hash;
        id = table.find(hash, labels, from, to);
        unknown |= id < 0;
      }
      scratch.ids[i] = id;
      passed(id);
    }
    return (i < size && findInPasses(batch, i, size, scratch)) || unknown;
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
