package io.meridian.tsdb.index;

/**
 * A list that looks, block by block, whether the query it is read for has ended: intersections and
 * differences whose parts have little in common go on for long without giving a reference.
 */
final class CheckedPostings implements Postings {
  private final Postings list;
  private final SeriesIndex index;

  CheckedPostings(Postings list, SeriesIndex index) {
    this.list = list;
    this.index = index;
  }

  @Override
  public long estimate() {
    return list.estimate();
  }

  @Override
  public long floor() {
    return list.floor();
  }

  @Override
  public int next(int[] into, int from, int to, long below) {
    index.check();
    return list.next(into, from, to, below);
  }

  @Override
  public void skipTo(long target) {
    list.skipTo(target);
  }

  @Override
  public void mark(int[] refs, int from, int to, long[] marks) {
    list.mark(refs, from, to, marks);
  }
}
