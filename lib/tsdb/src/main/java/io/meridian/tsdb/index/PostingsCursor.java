package io.meridian.tsdb.index;

/**
 * Takes a list's references one by one. It reads ahead in blocks that grow from few to many, so
 * that who stops early has not asked for much.
 */
public final class PostingsCursor {
  private static final int FIRST_BLOCK = 16;
  private static final int LAST_BLOCK = 1024;

  private final Postings list;
  private int[] block = new int[FIRST_BLOCK];
  private int at;
  private int end;

  /** How many references may still be given. */
  private long left;

  /** A cursor before the first reference; the list belongs to it. */
  public PostingsCursor(Postings list) {
    this(list, Long.MAX_VALUE);
  }

  /** A cursor that gives no more than a number of references. */
  public PostingsCursor(Postings list, long limit) {
    this.list = list;
    this.left = limit;
  }

  /** The next reference, or {@link Postings#END}. */
  public long next() {
    if (left == 0 || (at == end && !refill())) {
      return Postings.END;
    }
    left--;
    return Integer.toUnsignedLong(block[at++]);
  }

  /** The next reference that is not below a target, or {@link Postings#END}. */
  public long seek(long target) {
    at = ListPostings.gallop(block, at, end, target);
    if (at == end) {
      list.skipTo(target);
    }
    return next();
  }

  private boolean refill() {
    if (end == block.length && end < LAST_BLOCK) {
      block = new int[4 * end];
    }
    at = 0;
    end = list.next(block, 0, (int) Math.min(block.length, left), Postings.END);
    return end > 0;
  }
}
