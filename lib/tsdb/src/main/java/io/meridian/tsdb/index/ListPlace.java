package io.meridian.tsdb.index;

/**
 * Where a posting list stands.
 *
 * @param offset of its length in the file; 0 if there is no list
 * @param end where it ends at the latest; 0 if not known
 */
record ListPlace(long offset, long end) {
  static final ListPlace NONE = new ListPlace(0, 0);
}
