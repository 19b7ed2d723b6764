package io.meridian.tsdb.head;

import io.meridian.model.PackedLabels;

/** Walks over the labels of a series as numbers of pairs, in label order. For one thread. */
final class PairCursor {
  private byte[] page = {};
  private int begin;
  private int at;
  private int left;
  private int pair;

  /** Starts before the first label of a series. */
  void reset(SeriesTable table, int id) {
    reset(table.page(id), table.offset(id));
  }

  /** Starts before the first label of an entry of a series. */
  void reset(byte[] array, int from) {
    page = array;
    begin = from;
    at = from;
    left = read();
  }

  /** Goes on with an entry at a {@link #mark} of a walk over it. */
  void resume(byte[] array, int from, long mark) {
    page = array;
    begin = from;
    at = from + (int) mark;
    left = (int) (mark >>> Integer.SIZE);
  }

  /** How many labels are left, and below that where in the entry the next one stands. */
  long mark() {
    return (long) left << Integer.SIZE | (at - begin);
  }

  boolean next() {
    if (left == 0) {
      return false;
    }
    left--;
    pair = read();
    return true;
  }

  /** How many labels follow. */
  int left() {
    return left;
  }

  /** The pair of the current label. */
  int pair() {
    return pair;
  }

  private int read() {
    int read = PackedLabels.length(page, at);
    at += PackedLabels.lengthSize(read);
    return read;
  }
}
