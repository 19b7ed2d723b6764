package io.meridian.tsdb.head;

import io.meridian.model.PackedLabels;

/** Walks over the labels of a series as pairs of symbols, in label order. For one thread. */
final class SymbolPairs {
  private byte[] page = {};
  private int at;
  private int left;
  private int name;
  private int value;

  /** Starts before the first label of a series. */
  void reset(SeriesTable table, int id) {
    page = table.page(id);
    at = table.offset(id);
    left = read();
  }

  /** Starts before the first label of a series that there was at some time. */
  void reset(SeriesLabelPairs labels, int id) {
    page = labels.page(id);
    at = labels.offset(id);
    left = read();
  }

  boolean next() {
    if (left == 0) {
      return false;
    }
    left--;
    name = read();
    value = read();
    return true;
  }

  /** How many labels follow. */
  int left() {
    return left;
  }

  int name() {
    return name;
  }

  int value() {
    return value;
  }

  private int read() {
    int read = PackedLabels.length(page, at);
    at += PackedLabels.lengthSize(read);
    return read;
  }
}
