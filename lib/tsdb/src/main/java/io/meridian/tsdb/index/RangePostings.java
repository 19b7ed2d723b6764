package io.meridian.tsdb.index;

/** Every reference of a range. */
final class RangePostings implements Postings {
  private final long end;
  private long at;

  RangePostings(long from, long to) {
    if (from < 0 || to > END || from > to) {
      throw new IllegalArgumentException("no range of references: " + from + " to " + to);
    }
    this.at = from;
    this.end = to;
  }

  @Override
  public long estimate() {
    return end - at;
  }

  @Override
  public long floor() {
    return at < end ? at : END;
  }

  @Override
  public int next(int[] into, int from, int to, long below) {
    int count = (int) Math.clamp(Math.min(end, below) - at, 0L, to - from);
    for (int i = 0; i < count; i++) {
      into[from + i] = (int) (at + i);
    }
    at += count;
    return count;
  }

  @Override
  public void skipTo(long target) {
    at = Math.clamp(target, at, end);
  }

  @Override
  public void mark(int[] refs, int from, int to, long[] marks) {
    int first = ListPostings.gallop(refs, from, to, at);
    int last = ListPostings.gallop(refs, first, to, end);
    Marks.set(marks, first - from, last - from);
    if (to > from) {
      skipTo(Integer.toUnsignedLong(refs[to - 1]) + 1);
    }
  }
}
