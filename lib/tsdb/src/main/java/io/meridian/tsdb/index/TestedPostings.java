package io.meridian.tsdb.index;

import java.util.List;

/** The series of a list whose entries pass some tests. */
final class TestedPostings implements Postings {
  private final Postings list;
  private final SeriesIndex index;
  private final EntryCursor entries;
  private final List<SeriesTest> tests;
  private final Marks marks = new Marks();
  private int[] candidates = new int[0];
  private long tested;

  /**
   * A list of tested series.
   *
   * @param tests the cheapest first
   */
  TestedPostings(Postings list, SeriesIndex index, List<SeriesTest> tests) {
    this.list = list;
    this.index = index;
    this.entries = index.entries();
    this.tests = List.copyOf(tests);
  }

  /** How many entries were read so far. */
  long tested() {
    return tested;
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
      int count = list.next(into, from, to, below);
      int end = keep(into, from, from + count);
      if (count == 0 || end > from) {
        return end - from;
      }
    }
  }

  private int keep(int[] refs, int from, int to) {
    if (from < to) {
      index.check();
      entries.expect(refs, from, to);
    }
    int kept = from;
    for (int i = from; i < to; i++) {
      if (passes(refs[i])) {
        refs[kept++] = refs[i];
      }
    }
    return kept;
  }

  private boolean passes(int ref) {
    entries.read(ref);
    tested++;
    for (SeriesTest test : tests) {
      if (!test.test(entries)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void skipTo(long target) {
    list.skipTo(target);
  }

  @Override
  public void mark(int[] refs, int from, int to, long[] found) {
    int count = to - from;
    if (candidates.length < count) {
      candidates = new int[count];
    }
    System.arraycopy(refs, from, candidates, 0, count);
    long[] listed = marks.cleared(count);
    list.mark(refs, from, to, listed);
    int end = keep(candidates, 0, Marks.keep(candidates, 0, count, listed, true));
    Marks.setMembers(refs, from, to, candidates, end, found);
  }
}
