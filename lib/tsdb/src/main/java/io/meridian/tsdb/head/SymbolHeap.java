package io.meridian.tsdb.head;

import io.meridian.model.LabelHash;
import java.util.Arrays;

/**
 * Label names and values, each once, as numbers from 0. The bytes stand in pages with their length
 * before them; a string costs its bytes, its place and about two slots of a table of ints.
 *
 * <p>Written by one thread; read by others under the head's lock.
 */
final class SymbolHeap {
  private static final int PAGE = 1 << 16;

  private byte[][] pages = {};
  private int pageEnd;

  /** Page and offset of each symbol. */
  private long[] places = new long[64];

  private int size;

  /** Symbols plus one, by hash; a power of two, at most half full. */
  private int[] slots = new int[128];

  int size() {
    return size;
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
    if (size == places.length) {
      places = Arrays.copyOf(places, 2 * size);
    }
    places[size] = store(text, from, to);
    slots[slot] = ++size;
    if (2 * size > slots.length) {
      rehash();
    }
    return size - 1;
  }

  private long store(byte[] text, int from, int to) {
    int length = to - from;
    int needed = Integer.BYTES + length;
    if (pages.length == 0 || pageEnd + needed > pages[pages.length - 1].length) {
      pages = Arrays.copyOf(pages, pages.length + 1);
      pages[pages.length - 1] = new byte[Math.max(needed, pages.length == 1 ? 1 << 12 : PAGE)];
      pageEnd = 0;
    }
    byte[] page = pages[pages.length - 1];
    int at = pageEnd;
    page[at] = (byte) (length >>> 24);
    page[at + 1] = (byte) (length >>> 16);
    page[at + 2] = (byte) (length >>> 8);
    page[at + 3] = (byte) length;
    System.arraycopy(text, from, page, at + Integer.BYTES, length);
    pageEnd += needed;
    return ((long) (pages.length - 1) << 32) | at;
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
    slots = new int[2 * slots.length];
    int mask = slots.length - 1;
    for (int symbol = 0; symbol < size; symbol++) {
      int from = from(symbol);
      int slot = (int) LabelHash.of(page(symbol), from, from + length(symbol)) & mask;
      while (slots[slot] > 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = symbol + 1;
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
