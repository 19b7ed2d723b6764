package io.meridian.tsdb.head;

import io.meridian.model.LabelHash;
import io.meridian.model.PackedLabels;
import java.util.Arrays;

/**
 * The series of a head by number, with their labels as pairs, and the way from label bytes to a
 * number: a guess by what came before, or a {@link NumberTable} and the hash in each series' row,
 * and a comparison of all labels in either case.
 *
 * <p>Labels of a series stand in a page: how many there are, then the numbers of their pairs in
 * label order, all as LEB128.
 *
 * <p>Written by one thread; labels are read by others under the head's lock, the table is not.
 */
final class SeriesTable {
  private static final int PAGE = 1 << 16;
  private static final int FIRST_PAGE = 1 << 12;
  private static final int NOWHERE = -1;
  private static final int UNKNOWN = -1;
  private static final byte[] NONE = {};

  private final LabelPairs pairs;
  private final SeriesRows rows;

  /** Empty where all series of a page are gone. */
  private byte[][] pages = {};

  private int[] pageSeries = {};
  private int page = NOWHERE;
  private int pageEnd = PAGE;

  /** How many series each segment of rows has. */
  private int[] segmentSeries = new int[4];

  private int size;
  private int living;

  private final NumberTable byHash = new NumberTable();

  private byte[] entry = new byte[256];
  private final ExpectedSeries compared;

  SeriesTable(LabelPairs pairs, SeriesRows rows) {
    this.pairs = pairs;
    this.rows = rows;
    compared = new ExpectedSeries(this);
  }

  /** How many numbers there are; numbers of series that are gone are not used again. */
  int size() {
    return size;
  }

  /** The hash of a series' labels. */
  long hash(int id) {
    return rows.segment(id)[SeriesRows.at(id) + SeriesRows.HASH];
  }

  /** About how much memory there is for labels and for finding them. */
  long bytes() {
    long all = byHash.bytes();
    for (byte[] each : pages) {
      all += each.length;
    }
    return all;
  }

  /** How many series there are. */
  int living() {
    return living;
  }

  /** The hash of label bytes, for {@link #find} and {@link #add}. */
  static long hash(byte[] labels, int from, int to) {
    return LabelHash.of(labels, from, to);
  }

  /** Reads the slot of a hash, so that it is in the cache. */
  int touch(long hash) {
    return byHash.numberAt(hash);
  }

  /** Reads the row of the series that {@link #touch} gave, so that it is in the cache. */
  long touchRow(int touched) {
    return touched < 0 ? 0 : hash(touched);
  }

  /**
   * The series that came behind another one when that came last.
   *
   * @return its number, or −1
   */
  int next(int before) {
    int id = SeriesRows.next(rows.segment(before), SeriesRows.at(before));
    return id >= 0 && id < size && isListed(id) ? id : UNKNOWN;
  }

  /** Takes note that a series came behind another one. */
  void setNext(int before, int id) {
    long[] state = rows.segment(before);
    int at = SeriesRows.at(before);
    if (SeriesRows.next(state, at) != id && SeriesRows.isListed(state, at)) {
      SeriesRows.setLabels(state, at, SeriesRows.labels(state, at), id);
    }
  }

  /**
   * The series that has just these labels.
   *
   * @return its number, or −1
   */
  int find(long hash, byte[] labels, int from, int to) {
    int slot = byHash.first(hash);
    int id = byHash.number(slot);
    while (id >= 0 && (hash(id) != hash || !matches(id, labels, from, to))) {
      slot = byHash.next(slot, hash);
      id = byHash.number(slot);
    }
    return id;
  }

  private boolean matches(int id, byte[] labels, int from, int to) {
    compared.clear();
    compared.add(id);
    compared.locate();
    return compared.matches(0, labels, from, to);
  }

  /**
   * Adds a series, whose row there must be.
   *
   * @param labels pairs in label order
   * @return its number
   */
  int add(long hash, int[] labels, int count) {
    int id = nextNumber();
    segmentSeries[id >>> SeriesRows.SEGMENT_BITS]++;
    living++;
    long[] state = rows.segment(id);
    state[SeriesRows.at(id) + SeriesRows.HASH] = hash;
    SeriesRows.setLabels(state, SeriesRows.at(id), store(labels, count), id + 1);
    if (byHash.hasRoomFor(id)) {
      byHash.add(hash, id);
    } else {
      rehash();
    }
    return id;
  }

  /** Takes a number that is no series': it has no labels and is not found. */
  void addUnfound() {
    nextNumber();
  }

  private int nextNumber() {
    int segment = size >>> SeriesRows.SEGMENT_BITS;
    if (segment == segmentSeries.length) {
      segmentSeries = Arrays.copyOf(segmentSeries, segment + (segment >> 1));
    }
    return size++;
  }

  /** Whether a number is a series' that has its labels still. */
  boolean isFound(int id) {
    return SeriesRows.labels(rows.segment(id), SeriesRows.at(id)) >= 0;
  }

  /** Whether a series is one that {@link #find} gives for its labels. */
  boolean isListed(int id) {
    return SeriesRows.isListed(rows.segment(id), SeriesRows.at(id));
  }

  /** Lets a series be found no more; its labels stay until it is forgotten. */
  void unlist(int id) {
    SeriesRows.unlist(rows.segment(id), SeriesRows.at(id));
    if (byHash.remove(hash(id), id, this::hash)) {
      living--;
    }
  }

  /**
   * Gives the memory of the labels of a series back that is not found any more.
   *
   * @return whether its segment has no series any more, and gets none
   */
  boolean forget(int id) {
    long[] state = rows.segment(id);
    int at = SeriesRows.at(id);
    int of = SeriesRows.labels(state, at) >>> 16;
    SeriesRows.setLabels(state, at, NOWHERE, NOWHERE);
    if (--pageSeries[of] == 0 && of != page) {
      pages = pages.clone();
      pages[of] = NONE;
    }
    int segment = id >>> SeriesRows.SEGMENT_BITS;
    return --segmentSeries[segment] == 0 && segment < size >>> SeriesRows.SEGMENT_BITS;
  }

  private void rehash() {
    byHash.clear(living, size);
    for (int id = 0; id < size; id++) {
      if (isListed(id)) {
        byHash.add(hash(id), id);
      }
    }
  }

  private int store(int[] labels, int count) {
    int length = put(entry, 0, count);
    for (int i = 0; i < count; i++) {
      if (length + 5 > entry.length) {
        entry = Arrays.copyOf(entry, 2 * entry.length);
      }
      length = put(entry, length, labels[i]);
    }
    if (page == NOWHERE || pageEnd + length > pages[page].length) {
      addPage(length);
    }
    System.arraycopy(entry, 0, pages[page], pageEnd, length);
    int place = (page << 16) | pageEnd;
    pageEnd += length;
    pageSeries[page]++;
    return place;
  }

  private void addPage(int length) {
    int free = 0;
    while (free < pages.length && pages[free].length > 0) {
      free++;
    }
    TableLimit.check(free);
    pages = Arrays.copyOf(pages, Math.max(pages.length, free + 1));
    pages[free] = new byte[Math.max(length, pages.length == 1 ? FIRST_PAGE : PAGE)];
    pageSeries = Arrays.copyOf(pageSeries, pages.length);
    page = free;
    pageEnd = 0;
  }

  private static int put(byte[] into, int at, int value) {
    return PackedLabels.putLength(into, at, value);
  }

  /** The labels of the series that there are now, for readers without a lock. */
  SeriesLabelPairs snapshot() {
    return new SeriesLabelPairs(pages, rows.segments(), pairs.snapshot());
  }

  LabelPairs pairs() {
    return pairs;
  }

  /** Where the labels of a series are; negative if it is gone. */
  int place(int id) {
    return SeriesRows.labels(rows.segment(id), SeriesRows.at(id));
  }

  /** Reads a byte of the labels of some series, so that they are in the cache. */
  int touchLabels(int[] ids, int from, int to) {
    int[] places = new int[to - from];
    for (int i = 0; i < places.length; i++) {
      places[i] = place(ids[from + i]);
    }
    int sum = 0;
    for (int place : places) {
      sum += place < 0 ? 0 : pages[place >>> 16][place & 0xffff];
    }
    return sum;
  }

  /** The array that holds the labels of a series; of one that is gone, that it has none. */
  byte[] page(int id) {
    return isFound(id) ? pages[place(id) >>> 16] : SeriesLabelPairs.NO_LABELS;
  }

  /** The array that holds the labels at a place. */
  byte[] pageOf(int place) {
    return place < 0 ? SeriesLabelPairs.NO_LABELS : pages[place >>> 16];
  }

  /** Where the labels of a series begin. */
  int offset(int id) {
    return isFound(id) ? place(id) & 0xffff : 0;
  }
}
