package io.meridian.tsdb.head;

import java.util.Arrays;

/**
 * Memory for open chunks: cells of ten sizes cut from pages, given back to a list of their size and
 * used again. A place is a cell's number in units of 16 bytes. Pages are never given back, and a
 * place can be read at any time: who reads a cell without owning it must find out by other means
 * whether it still was the same.
 *
 * <p>Written by one thread.
 */
final class CellHeap {
  private static final int UNIT_BITS = 4;
  private static final int PAGE = 1 << 16;
  private static final int FIRST_PAGE = 1 << 12;

  /** Bytes of the cells of each size. The largest holds the largest float chunk, and room. */
  private static final int[] SIZES = {48, 64, 96, 128, 192, 256, 384, 512, 768, 1056};

  private static final int PAGE_UNITS_BITS = 12;

  /** Replaced when it grows, its pages never. */
  private volatile byte[][] pages = {};

  private int pageEnd = PAGE;
  private final int[][] free = new int[SIZES.length][4];
  private final int[] freeCounts = new int[SIZES.length];

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

  /** A cell; what it holds is undefined. */
  int allocate(int sizeClass) {
    if (freeCounts[sizeClass] > 0) {
      return free[sizeClass][--freeCounts[sizeClass]];
    }
    int size = SIZES[sizeClass];
    byte[][] all = pages;
    if (all.length == 0 || pageEnd + size > all[all.length - 1].length) {
      byte[][] more = Arrays.copyOf(all, all.length + 1);
      more[all.length] = new byte[all.length == 0 ? FIRST_PAGE : PAGE];
      pages = more;
      pageEnd = 0;
    }
    int place = ((pages.length - 1) << PAGE_UNITS_BITS) | (pageEnd >>> UNIT_BITS);
    pageEnd += size;
    return place;
  }

  /** Gives a cell back. */
  void free(int place, int sizeClass) {
    int count = freeCounts[sizeClass]++;
    if (count == free[sizeClass].length) {
      free[sizeClass] = Arrays.copyOf(free[sizeClass], 2 * count);
    }
    free[sizeClass][count] = place;
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
