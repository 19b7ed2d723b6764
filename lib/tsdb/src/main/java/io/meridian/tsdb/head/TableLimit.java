package io.meridian.tsdb.head;

import io.meridian.model.LimitExceededException;

/** How many pages of labels there can be: as many as a place of 32 bits, not negative, tells. */
final class TableLimit {
  private static final int PAGES = 1 << 15;

  private TableLimit() {}

  /**
   * Checks the number of a page that is to be made.
   *
   * @throws LimitExceededException if it is too large
   */
  static void check(int page) {
    if (page >= PAGES) {
      throw new LimitExceededException("memory of labels of series", 1L << 31, 1L << 31, "bytes");
    }
  }
}
