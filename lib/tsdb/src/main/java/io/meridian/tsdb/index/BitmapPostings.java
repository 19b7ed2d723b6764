package io.meridian.tsdb.index;

import org.roaringbitmap.BatchIterator;
import org.roaringbitmap.RoaringBitmap;

/** The members of a Roaring bitmap: dense sets, and answers that are kept. */
final class BitmapPostings implements Postings {
  private static final int BATCH = 256;

  private final RoaringBitmap bitmap;
  private final BatchIterator members;

  /** Members taken from the iterator and not passed yet stand from {@link #at} to {@link #end}. */
  private final int[] batch = new int[BATCH];

  private int at;
  private int end;
  private long left;

  BitmapPostings(RoaringBitmap bitmap) {
    this.bitmap = bitmap;
    this.members = bitmap.getBatchIterator();
    this.left = bitmap.getLongCardinality();
  }

  @Override
  public long estimate() {
    return filled() ? left : 0;
  }

  @Override
  public long floor() {
    return filled() ? Integer.toUnsignedLong(batch[at]) : END;
  }

  @Override
  public int next(int[] into, int from, int to, long below) {
    int taken = from;
    while (taken < to && filled() && floor() < below) {
      int stop = ListPostings.gallop(batch, at, Math.min(end, at + to - taken), below);
      System.arraycopy(batch, at, into, taken, stop - at);
      taken += stop - at;
      pass(stop);
    }
    return taken - from;
  }

  @Override
  public void skipTo(long target) {
    if (filled() && Integer.toUnsignedLong(batch[end - 1]) < target) {
      pass(end);
      if (target >= END) {
        left = 0;
      } else if (members.hasNext()) {
        members.advanceIfNeeded((int) target);
      }
    }
    if (filled()) {
      pass(ListPostings.gallop(batch, at, end, target));
    }
  }

  @Override
  public void mark(int[] refs, int from, int to, long[] marks) {
    for (int i = ListPostings.gallop(refs, from, to, floor()); i < to; i++) {
      if (bitmap.contains(refs[i])) {
        marks[(i - from) >> 6] |= 1L << (i - from);
      }
    }
    if (to > from) {
      skipTo(Integer.toUnsignedLong(refs[to - 1]) + 1);
    }
  }

  private void pass(int position) {
    left -= position - at;
    at = position;
  }

  /** Takes the next batch when the last one was passed; false at the end. */
  private boolean filled() {
    if (at == end && left > 0 && members.hasNext()) {
      at = 0;
      end = members.nextBatch(batch);
    }
    return at < end;
  }
}
