package io.meridian.tsdb.head;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Pages of full chunks that moved to files, and of cells that nobody has, for the next ones. A page
 * lives long enough to be among a collector's old objects, and all heads of a process fill pages
 * all day: if each was a new array, the heap would grow with those that are dead, by half of what
 * lives, until a marking finds them. Some are kept for all heads together, as most heads need one
 * at a time. Safe for use by many threads.
 */
final class SparePages {
  /** Bytes of a page. */
  static final int PAGE = 1 << 16;

  /** What a range moves to a file at once, at most. */
  static final int MOST = 64;

  static final SparePages SHARED = new SparePages();

  private final Deque<byte[]> spare = new ArrayDeque<>();

  /** A page, with whatever stood in it last. */
  byte[] take() {
    synchronized (this) {
      if (!spare.isEmpty()) {
        return spare.removeLast();
      }
    }
    return new byte[PAGE];
  }

  /** Gives an array back that nobody writes any more; who still reads it finds that out after. */
  synchronized void give(byte[] page) {
    if (page.length == PAGE && spare.size() < MOST) {
      spare.addLast(page);
    }
  }
}
