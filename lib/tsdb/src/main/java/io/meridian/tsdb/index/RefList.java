package io.meridian.tsdb.index;

import io.meridian.model.CorruptDataException;

/** References by position. */
sealed interface RefList permits RefList.InArray, SeriesRefs {
  /** The reference at a position, unsigned. */
  int get(int position);

  /** Copies the references from a position on. */
  void copy(int position, int[] into, int at, int count);

  /** What to throw when the reference at a position is not above the one before it. */
  CorruptDataException unsorted(int position);

  /** References of an array. */
  final class InArray implements RefList {
    private final int[] refs;

    InArray(int[] refs) {
      this.refs = refs;
    }

    @Override
    public int get(int position) {
      return refs[position];
    }

    @Override
    public void copy(int position, int[] into, int at, int count) {
      System.arraycopy(refs, position, into, at, count);
    }

    @Override
    public CorruptDataException unsorted(int position) {
      return new CorruptDataException(
          "postings", position, "expected references in ascending order");
    }
  }
}
