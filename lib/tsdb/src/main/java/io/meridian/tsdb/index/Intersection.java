package io.meridian.tsdb.index;

import java.util.List;

/** What is in every one of some lists. The first leads, the others mark what it gives. */
final class Intersection implements Postings {
  private final Postings lead;
  private final List<Postings> others;
  private final Marks marks = new Marks();
  private int[] candidates = new int[0];

  /**
   * An intersection.
   *
   * @param lists the shortest first
   */
  Intersection(List<Postings> lists) {
    this.lead = lists.getFirst();
    this.others = lists.subList(1, lists.size());
  }

  @Override
  public long estimate() {
    return lead.estimate();
  }

  @Override
  public long floor() {
    long floor = lead.floor();
    for (Postings other : others) {
      floor = Math.max(floor, other.floor());
    }
    return floor;
  }

  @Override
  public int next(int[] into, int from, int to, long below) {
    while (true) {
      lead.skipTo(floor());
      int end = from + lead.next(into, from, to, below);
      if (end == from) {
        return 0;
      }
      end = retain(into, from, end);
      if (end > from) {
        return end - from;
      }
    }
  }

  /** Keeps what all the others have. */
  private int retain(int[] refs, int from, int to) {
    int end = to;
    for (int i = 0; i < others.size() && end > from; i++) {
      long[] found = marks.cleared(end - from);
      others.get(i).mark(refs, from, end, found);
      end = Marks.keep(refs, from, end, found, true);
    }
    return end;
  }

  @Override
  public void skipTo(long target) {
    lead.skipTo(target);
  }

  @Override
  public void mark(int[] refs, int from, int to, long[] found) {
    int count = to - from;
    if (candidates.length < count) {
      candidates = new int[count];
    }
    System.arraycopy(refs, from, candidates, 0, count);
    long[] led = marks.cleared(count);
    lead.mark(refs, from, to, led);
    int end = retain(candidates, 0, Marks.keep(candidates, 0, count, led, true));
    Marks.setMembers(refs, from, to, candidates, end, found);
  }
}
