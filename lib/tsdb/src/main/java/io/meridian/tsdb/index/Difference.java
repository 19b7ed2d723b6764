package io.meridian.tsdb.index;

/** What is in one list and not in another. */
final class Difference implements Postings {
  private final Postings list;
  private final Postings excluded;
  private final Marks listed = new Marks();
  private final Marks marks = new Marks();

  /** References below this were taken from the list already, given on or left out. */
  private long passed;

  Difference(Postings list, Postings excluded) {
    this.list = list;
    this.excluded = excluded;
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
    while (true) {
      int end = from + list.next(into, from, to, below);
      if (end == from) {
        return 0;
      }
      passed = Integer.toUnsignedLong(into[end - 1]) + 1;
      long[] found = marks.cleared(end - from);
      excluded.mark(into, from, end, found);
      end = Marks.keep(into, from, end, found, false);
      if (end > from) {
        return end - from;
      }
    }
  }

  @Override
  public void skipTo(long target) {
    list.skipTo(target);
  }

  @Override
  public void mark(int[] refs, int from, int to, long[] found) {
    long[] in = listed.cleared(to - from);
    long[] out = marks.cleared(to - from);
    list.mark(refs, from, to, in);
    excluded.mark(refs, from, to, out);
    // A list that can look anywhere still knows what it passed; the excluded list may not.
    for (int i = from; i < to && Integer.toUnsignedLong(refs[i]) < passed; i++) {
      out[(i - from) >>> 6] |= 1L << (i - from);
    }
    for (int word = 0; word < (to - from + 63) >>> 6; word++) {
      found[word] |= in[word] & ~out[word];
    }
  }
}
