package io.meridian.tsdb.head;

import io.meridian.model.LabelHash;
import io.meridian.model.LimitExceededException;
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
  private static final int FIRST_PAGE = 1 << 12;
  static final int SEGMENT_BITS = 8;
  private static final int SEGMENT = 1 << SEGMENT_BITS;
  private static final int MASK = SEGMENT - 1;
  private static final int NOWHERE = -1;

  /**
   * Hashes and places of labels of some series; a place is a page (upper 16 bits) and an offset.
   */
  static final class Segment {
    private final long[] hashes = new long[SEGMENT];
    private final int[] places = new int[SEGMENT];

    /** A bit for each series that has its labels but is found no more. */
    private final long[] unlisted = new long[SEGMENT / Long.SIZE];

    private int living;

    /** Where a series' labels stand; negative for one without labels. */
    int place(int id) {
      return places[id & MASK];
    }
  }

  private final SymbolHeap symbols;

  private static final byte[] NONE = {};

  /** Of series that are gone; not to be written to. */
  private static final Segment GONE = new Segment();

  static {
    Arrays.fill(GONE.places, NOWHERE);
  }

  /** Number of labels and symbols of each series, as unsigned LEB128; empty if all are gone. */
  private byte[][] pages = {};

  private int[] pageSeries = {};
  private int page = NOWHERE;
  private int pageEnd = PAGE;

  /** By number, as far as there are series. */
  private Segment[] segments = {};

  private final SymbolPairs pairs = new SymbolPairs();
  private int size;
  private int living;

  /** Numbers plus one, by hash; a power of two, at most half full. */
  private int[] slots = new int[128];

  private byte[] entry = new byte[256];

  SeriesTable(SymbolHeap symbols) {
    this.symbols = symbols;
  }

  /** How many numbers there are; numbers of series that are gone are not used again. */
  int size() {
    return size;
  }

  /** The hash of a series' labels. */
  long hash(int id) {
    return segment(id).hashes[id & MASK];
  }

  /** About how much memory there is for labels and their places. */
  long bytes() {
    long all = 4L * slots.length;
    for (byte[] each : pages) {
      all += each.length;
    }
    for (int i = 0; i << SEGMENT_BITS < size; i++) {
      all += segments[i] == GONE ? 0 : 12L * SEGMENT + SEGMENT / 8;
    }
    return all;
  }

  /** How many series there are. */
  int living() {
    return living;
  }

  private Segment segment(int id) {
    return segments[id >>> SEGMENT_BITS];
  }

  /** The hash of label bytes, for {@link #find} and {@link #add}. */
  static long hash(byte[] labels, int from, int to) {
    return LabelHash.of(labels, from, to);
  }

  /** Reads the slot of a hash and what it leads to, so that both are in the cache. */
  int touch(long hash) {
    int found = slots[(int) hash & (slots.length - 1)];
    if (found == 0) {
      return 0;
    }
    Segment segment = segment(found - 1);
    return (int) segment.hashes[(found - 1) & MASK] ^ segment.places[(found - 1) & MASK];
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
      if (segment(id).hashes[id & MASK] == hash && matches(id, labels, from, to)) {
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
    Segment segment = nextSegment();
    segment.places[size & MASK] = store(pairs, labels);
    segment.hashes[size & MASK] = hash;
    segment.living++;
    living++;
    if (2 * living + 2 > slots.length) {
      grow();
    }
    lower(size, hash);
    return size++;
  }

  /** Takes a number that is no series': it has no labels and is not found. */
  void addUnfound() {
    nextSegment().places[size++ & MASK] = NOWHERE;
  }

  /** The segment of the next number. */
  private Segment nextSegment() {
    int index = size >>> SEGMENT_BITS;
    if (index == segments.length) {
      segments = Arrays.copyOf(segments, Math.max(4, index + (index >> 1)));
    }
    if ((size & MASK) == 0) {
      segments[index] = new Segment();
    }
    return segments[index];
  }

  /** Whether a number is a series' that has its labels still. */
  boolean isFound(int id) {
    Segment segment = segment(id);
    return segment.places[id & MASK] >= 0;
  }

  /** Whether a series is one that {@link #find} gives for its labels. */
  boolean isListed(int id) {
    return isFound(id)
        && (segment(id).unlisted[(id & MASK) / Long.SIZE] & 1L << (id % Long.SIZE)) == 0;
  }

  /** Lets a series be found no more; its labels stay until it is forgotten. */
  void unlist(int id) {
    segment(id).unlisted[(id & MASK) / Long.SIZE] |= 1L << (id % Long.SIZE);
    int mask = slots.length - 1;
    int slot = (int) segment(id).hashes[id & MASK] & mask;
    while (slots[slot] != id + 1) {
      if (slots[slot] == 0) {
        return;
      }
      slot = (slot + 1) & mask;
    }
    living--;
    close(slot, mask);
  }

  /** Empties a slot, and moves up those behind that it stood in the way of. */
  private void close(int emptied, int mask) {
    int hole = emptied;
    slots[hole] = 0;
    for (int slot = (hole + 1) & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
      int id = slots[slot] - 1;
      int wanted = (int) segment(id).hashes[id & MASK] & mask;
      if (((slot - wanted) & mask) >= ((slot - hole) & mask)) {
        slots[hole] = slots[slot];
        slots[slot] = 0;
        hole = slot;
      }
    }
  }

  /** Whether all series of a segment are gone. */
  boolean isGone(int segment) {
    return segments[segment] == GONE;
  }

  /** Gives the memory of the labels of a series back that is not found any more. */
  void forget(int id) {
    Segment segment = segment(id);
    int of = segment.places[id & MASK] >>> 16;
    segment.places[id & MASK] = NOWHERE;
    if (--segment.living == 0 && id >>> SEGMENT_BITS < size >>> SEGMENT_BITS) {
      segments = segments.clone();
      segments[id >>> SEGMENT_BITS] = GONE;
    }
    if (--pageSeries[of] == 0 && of != page) {
      pages = pages.clone();
      pages[of] = NONE;
    }
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
    int[] before = slots;
    slots = new int[2 * before.length];
    for (int slot : before) {
      if (slot > 0) {
        lower(slot - 1, segment(slot - 1).hashes[(slot - 1) & MASK]);
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
    if (free == 1 << 15) {
      throw new LimitExceededException("memory of labels of series", 1L << 31, 1L << 31, "bytes");
    }
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
    return new SeriesLabelPairs(pages, segments, symbols.snapshot());
  }

  SymbolHeap symbols() {
    return symbols;
  }

  /** The array that holds the labels of a series; of one that is gone, that it has none. */
  byte[] page(int id) {
    return isFound(id) ? pages[segment(id).places[id & MASK] >>> 16] : SeriesLabelPairs.NO_LABELS;
  }

  /** Where the labels of a series begin. */
  int offset(int id) {
    return isFound(id) ? segment(id).places[id & MASK] & 0xffff : 0;
  }
}
