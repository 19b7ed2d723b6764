package io.meridian.tsdb.head;

import io.meridian.model.LabelHash;
import io.meridian.model.PackedLabels;
import java.util.Arrays;

/**
 * The series of a head by number, with their labels as pairs of symbols, and the way from label
 * bytes to a number: a table of ints, the hash beside each number, and a comparison of all labels
 * in the end.
 *
 * <p>A request is looked up in passes, so that the processor waits for many cache misses at once:
 * hash all, touch the slots of all, then compare.
 *
 * <p>Written by one thread; labels are read by others under the head's lock, the table is not.
 */
final class SeriesTable {
  private static final int PAGE = 1 << 16;

  private final SymbolHeap symbols;

  /** Number of labels and symbols of each series, as unsigned LEB128. */
  private byte[][] pages = {};

  private int pageEnd = PAGE;

  /** Page (upper 16 bits) and offset of each series' labels. */
  private int[] places = new int[64];

  private long[] hashes = new long[64];
  private final SymbolPairs pairs = new SymbolPairs();
  private int size;

  /** Numbers plus one, by hash; a power of two, at most half full. */
  private int[] slots = new int[128];

  private byte[] entry = new byte[256];

  SeriesTable(SymbolHeap symbols) {
    this.symbols = symbols;
  }

  int size() {
    return size;
  }

  /** The hash of a series' labels. */
  long hash(int id) {
    return hashes[id];
  }

  /** The hash of label bytes, for {@link #find} and {@link #add}. */
  static long hash(byte[] labels, int from, int to) {
    return LabelHash.of(labels, from, to);
  }

  /** Reads the slot of a hash and what it leads to, so that both are in the cache. */
  int touch(long hash) {
    int found = slots[(int) hash & (slots.length - 1)];
    return found == 0 ? 0 : (int) hashes[found - 1] ^ places[found - 1];
  }

  /**
   * The series that has just these labels.
   *
   * @return its number, or −1
   */
  int find(long hash, byte[] labels, int from, int to) {
    int mask = slots.length - 1;
    for (int slot = (int) hash & mask; slots[slot] > 0; slot = (slot + 1) & mask) {
      int id = slots[slot] - 1;
      if (hashes[id] == hash && matches(id, labels, from, to)) {
        return id;
      }
    }
    return -1;
  }

  private boolean matches(int id, byte[] labels, int from, int to) {
    pairs.reset(this, id);
    int at = from;
    while (pairs.next()) {
      int name = symbols.length(pairs.name());
      int value = symbols.length(pairs.value());
      int inner = 2 + sizeOf(name) + name + sizeOf(value) + value;
      int end = at + 1 + sizeOf(inner) + inner;
      if (end > to || lengthAt(labels, at, 0x0a) != inner) {
        return false;
      }
      int nameAt = at + 1 + sizeOf(inner);
      int valueAt = end - value - sizeOf(value) - 1;
      if (lengthAt(labels, nameAt, 0x0a) != name
          || lengthAt(labels, valueAt, 0x12) != value
          || !symbols.equal(pairs.name(), labels, valueAt - name, valueAt)
          || !symbols.equal(pairs.value(), labels, end - value, end)) {
        return false;
      }
      at = end;
    }
    return at == to;
  }

  private static int sizeOf(int length) {
    return PackedLabels.lengthSize(length);
  }

  /** The length behind a tag, −1 if another tag stands there. */
  private static int lengthAt(byte[] labels, int at, int tag) {
    if (labels[at] != tag) {
      return -1;
    }
    int length = 0;
    for (int i = at + 1, shift = 0; i < labels.length && shift < 35; i++, shift += 7) {
      length |= (labels[i] & 0x7f) << shift;
      if (labels[i] >= 0) {
        return length;
      }
    }
    return -1;
  }

  /**
   * Adds a series.
   *
   * @param pairs symbols of names and values by turns, in label order
   * @return its number
   */
  int add(long hash, int[] pairs, int labels) {
    if (size == places.length) {
      places = Arrays.copyOf(places, 2 * size);
      hashes = Arrays.copyOf(hashes, 2 * size);
    }
    places[size] = store(pairs, labels);
    hashes[size] = hash;
    if (2 * size + 2 > slots.length) {
      grow();
    }
    lower(size, hash);
    return size++;
  }

  /** Takes a number that is no series': it has no labels and is not found. */
  void addUnfound() {
    if (size == places.length) {
      places = Arrays.copyOf(places, 2 * size);
      hashes = Arrays.copyOf(hashes, 2 * size);
    }
    places[size++] = store(new int[0], 0);
  }

  /** Whether a number is a series'. */
  boolean isFound(int id) {
    return page(id)[offset(id)] != 0;
  }

  private void lower(int id, long hash) {
    int mask = slots.length - 1;
    int slot = (int) hash & mask;
    while (slots[slot] > 0) {
      slot = (slot + 1) & mask;
    }
    slots[slot] = id + 1;
  }

  private void grow() {
    slots = new int[2 * slots.length];
    for (int id = 0; id < size; id++) {
      if (isFound(id)) {
        lower(id, hashes[id]);
      }
    }
  }

  private int store(int[] pairs, int labels) {
    int length = put(entry, 0, labels);
    for (int i = 0; i < 2 * labels; i++) {
      if (length + 5 > entry.length) {
        entry = Arrays.copyOf(entry, 2 * entry.length);
      }
      length = put(entry, length, pairs[i]);
    }
    if (pages.length == 0 || pageEnd + length > pages[pages.length - 1].length) {
      pages = Arrays.copyOf(pages, pages.length + 1);
      pages[pages.length - 1] = new byte[Math.max(length, pages.length == 1 ? 1 << 12 : PAGE)];
      pageEnd = 0;
    }
    System.arraycopy(entry, 0, pages[pages.length - 1], pageEnd, length);
    int place = ((pages.length - 1) << 16) | pageEnd;
    pageEnd += length;
    return place;
  }

  private static int put(byte[] into, int at, int value) {
    return PackedLabels.putLength(into, at, value);
  }

  /** The labels of the series that there are now, for readers without a lock. */
  SeriesLabelPairs snapshot() {
    return new SeriesLabelPairs(pages, places, symbols.snapshot());
  }

  SymbolHeap symbols() {
    return symbols;
  }

  byte[] page(int id) {
    return pages[places[id] >>> 16];
  }

  int offset(int id) {
    return places[id] & 0xffff;
  }
}
