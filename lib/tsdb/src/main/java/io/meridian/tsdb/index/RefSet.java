package io.meridian.tsdb.index;

import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/**
 * References that were taken out of a list, for repeated questions. Safe for use by many threads.
 */
public final class RefSet {
  /** Most lists of a value are as short as this, or have something in common with the set soon. */
  private static final int FIRST = 16;

  private final RoaringBitmap bitmap;

  private RefSet(RoaringBitmap bitmap) {
    this.bitmap = bitmap;
  }

  /** Takes everything that a list has. */
  public static RefSet of(Postings postings) {
    RoaringBitmap bitmap = new RoaringBitmap();
    int[] block = new int[4096];
    for (int count; (count = postings.next(block, 0, block.length, Postings.END)) > 0; ) {
      bitmap.addN(block, 0, count);
    }
    return new RefSet(bitmap);
  }

  public boolean contains(int ref) {
    return bitmap.contains(ref);
  }

  /** How many references there are. */
  public long size() {
    return bitmap.getLongCardinality();
  }

  /** The references as a list to be read once. */
  public Postings postings() {
    return Postings.of(bitmap);
  }

  /** Whether a list has any of the references. */
  public boolean intersects(Postings list) {
    int[] first = new int[FIRST];
    int taken = list.next(first, 0, FIRST, Postings.END);
    for (int i = 0; i < taken; i++) {
      if (bitmap.contains(first[i])) {
        return true;
      }
    }
    if (taken == 0) {
      return false;
    }
    return new PostingsCursor(Postings.and(List.of(list, postings()))).next() < Postings.END;
  }
}
