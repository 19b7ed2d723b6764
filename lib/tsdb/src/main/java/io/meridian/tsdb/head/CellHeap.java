package io.meridian.tsdb.head;

import com.carrotsearch.hppc.IntArrayList;
import java.util.Arrays;

/**
 * Memory for open chunks: pages, of which {@link CellAllocator}s cut cells. A place is a cell's
 * number in units of 16 bytes. A place can be read at any time: who reads a cell without owning it
 * must find out by other means whether it still was the same, and that its page is there.
 *
 * <p>Safe for use by many threads.
 */
final class CellHeap {
  /** Bytes of a page. */
  static final int PAGE = SparePages.PAGE;

  private static final int UNIT_BITS = 4;
  private static final int PAGE_UNITS_BITS = 12;
  private static final byte[] NONE = {};

  /** Bytes of the largest cells; chunks of checkpoints of earlier builds need them. */
  static final int LARGEST = 192;

  /** Bytes of the cells of each size. */
  private static final int[] SIZES = {32, 48, 64, 80, 96, 112, 128, 144, 160, 176, LARGEST};

  /** The least size class by bytes in units. */
  private static final byte[] CLASSES = classes();

  /** Replaced when it grows; a page that was given back is an empty array. */
  private volatile byte[][] pages = {};

  /** Numbers of pages that were given back. */
  private final IntArrayList gone = new IntArrayList();

  private static byte[] classes() {
    byte[] classes = new byte[(SIZES[SIZES.length - 1] >>> UNIT_BITS) + 1];
    for (int units = 0, sizeClass = 0; units < classes.length; units++) {
      sizeClass += units << UNIT_BITS > SIZES[sizeClass] ? 1 : 0;
      classes[units] = (byte) sizeClass;
    }
    return classes;
  }

  /** The size class that has at least so many bytes. */
  static int sizeClass(int bytes) {
    return CLASSES[(bytes + (1 << UNIT_BITS) - 1) >>> UNIT_BITS];
  }

  /** How many bytes cells of a class have. */
  static int size(int sizeClass) {
    return SIZES[sizeClass];
  }

  /** How many size classes there are. */
  static int sizeClasses() {
    return SIZES.length;
  }

  /** Adds a page; returns its number. */
  synchronized int addPage(int bytes) {
    byte[][] all = pages;
    byte[] page = bytes == PAGE ? SparePages.SHARED.take() : new byte[bytes];
    if (!gone.isEmpty()) {
      int number = gone.removeLast();
      all[number] = page;
      return number;
    }
    byte[][] more = Arrays.copyOf(all, all.length + 1);
    more[all.length] = page;
    pages = more;
    return all.length;
  }

  /** Gives back a page whose cells nobody owns. */
  synchronized void dropPage(int number) {
    SparePages.SHARED.give(pages[number]);
    pages[number] = NONE;
    gone.add(number);
  }

  /** How many pages there are, those given back included. */
  int pageCount() {
    return pages.length;
  }

  /** How many bytes all pages have. */
  synchronized long bytes() {
    return (long) (pages.length - gone.size()) * PAGE;
  }

  /** The place at an offset in a page. */
  static int place(int page, int offset) {
    return (page << PAGE_UNITS_BITS) | (offset >>> UNIT_BITS);
  }

  /** The number of the page that holds a cell. */
  static int pageNumber(int place) {
    return place >>> PAGE_UNITS_BITS;
  }

  /** The array that holds a cell; shorter than that if the cell is nobody's any more. */
  byte[] page(int place) {
    return pages[place >>> PAGE_UNITS_BITS];
  }

  /** Where in its array a cell begins. */
  static int offset(int place) {
    return (place & ((1 << PAGE_UNITS_BITS) - 1)) << UNIT_BITS;
  }
}
