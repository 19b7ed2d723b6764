package io.meridian.tsdb.head;

import java.util.Arrays;

/**
 * An array of ints that grows without being copied, in pages. Written by one thread; a page's
 * elements can be read by others who are told of them under a lock.
 */
final class PagedInts {
  private static final int PAGE_BITS = 10;
  private static final int PAGE = 1 << PAGE_BITS;

  private int[][] pages = {};

  int get(int index) {
    return pages[index >>> PAGE_BITS][index & (PAGE - 1)];
  }

  /** Sets an element, one behind the last page at most. */
  void set(int index, int value) {
    if (index >>> PAGE_BITS == pages.length) {
      pages = Arrays.copyOf(pages, pages.length + 1);
      pages[pages.length - 1] = new int[PAGE];
    }
    pages[index >>> PAGE_BITS][index & (PAGE - 1)] = value;
  }

  long bytes() {
    return (long) pages.length * PAGE * Integer.BYTES;
  }
}
