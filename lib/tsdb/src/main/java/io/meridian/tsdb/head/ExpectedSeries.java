package io.meridian.tsdb.head;

import io.meridian.model.PackedLabels;
import java.util.Arrays;

/**
 * Some series that label bytes are to be compared with, made ready together: the numbers of the
 * pairs of all of them are read first, then where these are, then a byte of each, so that the
 * processor waits for the memory of many series at once. For one thread.
 */
final class ExpectedSeries {
  /** How many there can be at once. */
  static final int MOST = 32;

  private final SeriesTable table;
  private final LabelPairs pairs;
  private int size;
  private final int[] ids = new int[MOST];

  /** Where the pairs of each series end in {@link #places}. */
  private final int[] ends = new int[MOST + 1];

  /** Numbers of pairs, until they are located; then the places of these. */
  private int[] places = new int[16 * MOST];

  /** Keeps what only touches memory from being optimised away. */
  private int touched;

  ExpectedSeries(SeriesTable table) {
    this.table = table;
    pairs = table.pairs();
  }

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  /** The number of a series. */
  int id(int index) {
    return ids[index];
  }

  /** Adds a series that has its labels still. */
  void add(int id) {
    int place = table.place(id);
    byte[] page = table.pageOf(place);
    int at = place & 0xffff;
    int from = ends[size];
    int count = PackedLabels.length(page, at);
    if (places.length < from + count) {
      places = Arrays.copyOf(places, 2 * (from + count));
    }
    LabelPairs.numbers(page, at + PackedLabels.lengthSize(count), places, from, from + count);
    ids[size++] = id;
    ends[size] = from + count;
  }

  /** Ends adding: finds out where all pairs are. */
  void locate() {
    pairs.locate(places, ends[size]);
  }

  /** Reads some of each pair of all series. */
  void touch() {
    int before = touched;
    touched = before + pairs.touch(places, ends[size]);
  }

  /** Whether label bytes are just the labels of a series; for series that are located. */
  boolean matches(int index, byte[] labels, int from, int to) {
    return pairs.match(places, ends[index], ends[index + 1], labels, from, to);
  }
}
