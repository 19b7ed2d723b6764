package io.meridian.tsdb.head;

import java.util.Arrays;

/**
 * Memory for open chunks: pages, of which {@link CellAllocator}s cut cells. A place is a cell's
 * number in units of 16 bytes. Pages are never given back, and a place can be read at any time: who
 * reads a cell without owning it must find out by other means whether it still was the same.
 *
 * <p>Safe for use by many threads.
 */
final class CellHeap {
  private static final int UNIT_BITS = 4;

  /** Bytes of the cells of each size. The largest holds the largest float chunk, and room. */
  private static final int[] SIZES = {48, 64, 96, 128, 192, 256, 384, 512, 768, 1056};

  private static final int PAGE_UNITS_BITS = 12;

  /** Replaced when it grows, its pages never. */
  private volatile byte[][] pages = {};

  /** The size class that has at least so many bytes. */
  static int sizeClass(int bytes) {
    int sizeClass = 0;
    while (SIZES[sizeClass] < bytes) {
      sizeClass++;
    }
    return sizeClass;
  }

  /** How many bytes cells of a class have. */
  static int size(int sizeClass) {
    return SIZES[sizeClass];
  }

  /** How many size classes there are. */
  static int sizeClasses() {
    return SIZES.length;
  }

  /** Adds a page; returns the place of its first byte. */
  synchronized int addPage(int bytes) {
    byte[][] all = pages;
    byte[][] more = Arrays.copyOf(all, all.length + 1);
    more[all.length] = new byte[bytes];
    pages = more;
    return all.length << PAGE_UNITS_BITS;
  }

  /** The place so many bytes behind another in its page. */
  static int placeAt(int place, int bytes) {
    return place | (bytes >>> UNIT_BITS);
  }

  /** The array that holds a cell. */
  byte[] page(int place) {
    return pages[place >>> PAGE_UNITS_BITS];
  }

  /** Where in its array a cell begins. */
  static int offset(int place) {
    return (place & ((1 << PAGE_UNITS_BITS) - 1)) << UNIT_BITS;
  }
}
