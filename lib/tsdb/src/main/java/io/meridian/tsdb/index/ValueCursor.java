package io.meridian.tsdb.index;

/**
 * Walks over the values of one label name, ascending as unsigned bytes, and knows where each one's
 * posting list stands. The values are read in one sequential scan and seen as bytes; nothing is
 * allocated once the buffer has grown to the longest value. For one thread; valid as long as the
 * index is open.
 */
public interface ValueCursor {
  /** Moves to the next value; false at the end. */
  boolean next();

  /** Holds the value from {@link #from} to {@link #to}; overwritten by {@link #next}. */
  byte[] bytes();

  int from();

  int to();

  /** Where the value's posting list stands in the index that gave the cursor. */
  long listOffset();

  /** Where that list ends at the latest; 0 if not known. */
  long listEnd();

  /** A walk over no value. */
  static ValueCursor none() {
    return TableValues.NONE;
  }
}
