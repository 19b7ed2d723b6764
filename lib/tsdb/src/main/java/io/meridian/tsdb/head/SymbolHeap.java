package io.meridian.tsdb.head;

import com.carrotsearch.hppc.IntArrayList;
import io.meridian.model.LabelHash;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Label names and values, each once, as numbers from 0. The bytes stand in pages with their length
 * before them; a string costs its bytes, its place and about two slots of a table of ints. Strings
 * that no list of values has any more are forgotten, their numbers used again.
 *
 * <p>Written by one thread; read by others under the head's lock.
 */
final class SymbolHeap {
  private static final int PAGE = 1 << 16;

  private static final int FIRST_PAGE = 1 << 12;

  /** So many uses are not counted down any more. */
  private static final byte FOREVER = Byte.MAX_VALUE;

  /** How many sparse pages are emptied at once. */
  private static final int PAGES_A_STEP = 64;

  private static final byte[] NONE = {};

  /** The place of a symbol that is gone. */
  private static final long NOWHERE = -1;

  /** An empty array where all strings of a page are gone. */
  private byte[][] pages = {};

  /** Bytes of strings in use, by page. */
  private int[] used = {};

  private int page = -1;
  private int pageEnd;
  private long usedBytes;
  private long pageBytes;

  /** Page and offset of each symbol. */
  private long[] places = new long[64];

  /** How many lists of values have each symbol. */
  private byte[] uses = new byte[64];

  private int size;
  private final IntArrayList free = new IntArrayList(0);

  /** Symbols plus one, by hash; a power of two, at most half full. */
  private int[] slots = new int[128];

  /** How many symbols there are. */
  int size() {
    return size - free.size();
  }

  /** How many numbers there are, also of symbols that are gone. */
  int numbers() {
    return size;
  }

  /** Whether a number is a symbol's. */
  boolean isHere(int symbol) {
    return places[symbol] != NOWHERE;
  }

  /** How much memory there is for symbols. */
  long bytes() {
    return pageBytes + 9L * places.length + 4L * slots.length;
  }

  /** The symbols that there are now, for readers without a lock. */
  SymbolTexts snapshot() {
    return new SymbolTexts(pages, places);
  }

  /** The symbol of a string, or −1. */
  int find(byte[] text, int from, int to) {
    return slots[slot(text, from, to)] - 1;
  }

  /** The symbol of a string, which is added if it is new. */
  int intern(byte[] text, int from, int to) {
    int slot = slot(text, from, to);
    if (slots[slot] > 0) {
      return slots[slot] - 1;
    }
    int symbol = free.isEmpty() ? size++ : free.removeLast();
    if (symbol == places.length) {
      int capacity = symbol + (symbol >> 1);
      places = Arrays.copyOf(places, capacity);
      uses = Arrays.copyOf(uses, capacity);
    }
    places[symbol] = store(text, from, to);
    uses[symbol] = 0;
    slots[slot] = symbol + 1;
    if (2 * size() > slots.length) {
      rehash();
    }
    return symbol;
  }

  /** Counts one use more of a symbol. */
  void retain(int symbol) {
    uses[symbol] = (byte) Math.min(FOREVER, uses[symbol] + 1);
  }

  /** Keeps a symbol whatever happens. */
  void retainForever(int symbol) {
    uses[symbol] = FOREVER;
  }

  /** Counts one use less of a symbol; without any it is gone, and its number is used again. */
  void release(int symbol) {
    if (uses[symbol] == FOREVER || --uses[symbol] > 0) {
      return;
    }
    close(slot(page(symbol), from(symbol), from(symbol) + length(symbol)));
    giveUp((int) (places[symbol] >>> 32), Integer.BYTES + length(symbol));
    places[symbol] = NOWHERE;
    free.add(symbol);
  }

  /** Empties a slot, and moves up those behind that it stood in the way of. */
  private void close(int emptied) {
    int mask = slots.length - 1;
    int hole = emptied;
    slots[hole] = 0;
    for (int slot = (hole + 1) & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
      int wanted = hash(slots[slot] - 1) & mask;
      if (((slot - wanted) & mask) >= ((slot - hole) & mask)) {
        slots[hole] = slots[slot];
        slots[slot] = 0;
        hole = slot;
      }
    }
  }

  private int hash(int symbol) {
    int from = from(symbol);
    return (int) LabelHash.of(page(symbol), from, from + length(symbol));
  }

  private void giveUp(int of, int bytes) {
    used[of] -= bytes;
    usedBytes -= bytes;
    if (used[of] == 0 && of != page) {
      pageBytes -= pages[of].length;
      pages = pages.clone();
      pages[of] = NONE;
    }
  }

  /**
   * Empties some pages of which more than half is not in use, if that is much of all.
   *
   * @return whether there may be more
   */
  boolean compact() {
    BitSet sparse = new BitSet();
    for (int i = 0; i < pages.length && sparse.cardinality() < PAGES_A_STEP; i++) {
      if (pages[i].length > 0 && i != page && used[i] < pages[i].length / 2) {
        sparse.set(i);
      }
    }
    if (sparse.isEmpty() || pageBytes - usedBytes < pageBytes / 4) {
      return false;
    }
    places = places.clone();
    for (int symbol = 0; symbol < size; symbol++) {
      if (!isHere(symbol)) {
        continue;
      }
      int of = (int) (places[symbol] >>> 32);
      if (sparse.get(of) && pages[of].length > 0) {
        int length = length(symbol);
        places[symbol] = store(pages[of], from(symbol), from(symbol) + length);
        giveUp(of, Integer.BYTES + length);
      }
    }
    return true;
  }

  private long store(byte[] text, int from, int to) {
    int length = to - from;
    int needed = Integer.BYTES + length;
    if (page < 0 || pageEnd + needed > pages[page].length) {
      addPage(needed);
    }
    byte[] into = pages[page];
    int at = pageEnd;
    into[at] = (byte) (length >>> 24);
    into[at + 1] = (byte) (length >>> 16);
    into[at + 2] = (byte) (length >>> 8);
    into[at + 3] = (byte) length;
    System.arraycopy(text, from, into, at + Integer.BYTES, length);
    pageEnd += needed;
    used[page] += needed;
    usedBytes += needed;
    return ((long) page << 32) | at;
  }

  private void addPage(int needed) {
    int free = 0;
    while (free < pages.length && pages[free].length > 0) {
      free++;
    }
    pages = Arrays.copyOf(pages, Math.max(pages.length, free + 1));
    used = Arrays.copyOf(used, pages.length);
    pages[free] = new byte[Math.max(needed, pages.length == 1 ? FIRST_PAGE : PAGE)];
    used[free] = 0;
    pageBytes += pages[free].length;
    page = free;
    pageEnd = 0;
  }

  private int slot(byte[] text, int from, int to) {
    int mask = slots.length - 1;
    int slot = (int) LabelHash.of(text, from, to) & mask;
    while (slots[slot] > 0 && !equal(slots[slot] - 1, text, from, to)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void rehash() {
    int[] before = slots;
    slots = new int[2 * before.length];
    int mask = slots.length - 1;
    for (int each : before) {
      if (each > 0) {
        int slot = hash(each - 1) & mask;
        while (slots[slot] > 0) {
          slot = (slot + 1) & mask;
        }
        slots[slot] = each;
      }
    }
  }

  /** Whether a symbol's string is this one. */
  boolean equal(int symbol, byte[] text, int from, int to) {
    int at = from(symbol);
    return Arrays.equals(page(symbol), at, at + length(symbol), text, from, to);
  }

  /** Compares the strings of two symbols as unsigned bytes. */
  int compare(int one, int other) {
    int oneFrom = from(one);
    int otherFrom = from(other);
    return Arrays.compareUnsigned(
        page(one),
        oneFrom,
        oneFrom + length(one),
        page(other),
        otherFrom,
        otherFrom + length(other));
  }

  /** The array that holds a symbol's string. */
  byte[] page(int symbol) {
    return pages[(int) (places[symbol] >>> 32)];
  }

  /** Where a symbol's string begins. */
  int from(int symbol) {
    return (int) places[symbol] + Integer.BYTES;
  }

  /** How many bytes a symbol's string has. */
  int length(int symbol) {
    return length(page(symbol), (int) places[symbol]);
  }

  /** The length that stands in a page before a string. */
  static int length(byte[] page, int at) {
    return ((page[at] & 0xff) << 24)
        | ((page[at + 1] & 0xff) << 16)
        | ((page[at + 2] & 0xff) << 8)
        | (page[at + 3] & 0xff);
  }

  /** A symbol's string in an array of its own. */
  byte[] text(int symbol) {
    int from = from(symbol);
    return Arrays.copyOfRange(page(symbol), from, from + length(symbol));
  }
}
