package io.meridian.tsdb.merge;

/**
 * Lays a preferred strand over another: all samples of the first, and those of the second where the
 * first has a gap.
 *
 * <p>In a gap between two samples of the first, whose interval is I, the second's samples are taken
 * from I/2 behind the one to I/2 before the other. A strand of the same interval has exactly as
 * many samples there as the first one missed, whatever its phase. So no two samples of different
 * strands come closer than half an interval of the preferred one, and no sample is left out that is
 * farther than that from all samples taken, unless the first has samples at its usual distance on
 * both sides of it.
 *
 * <p>A stale marker says that one scraper no longer saw the series, and begins a gap at once. It is
 * kept where the other strand does not say that the series was alive then, and where no other
 * marker stands before it.
 */
final class Overlay {
  private Strand top = new Strand();
  private Strand below = new Strand();
  private Strand into = new Strand();
  private int next;

  /** Adds to {@code into} what {@code top} laid over {@code below} shows. */
  void lay(Strand top, Strand below, Strand into) {
    this.top = top;
    this.below = below;
    this.into = into;
    next = 0;
    int last = -1;
    int at = 0;
    while (at < top.size()) {
      if (top.isMarker(at)) {
        at++;
        continue;
      }
      if (last < 0) {
        fill(Long.MIN_VALUE, minus(top.time(at), margin(at)), 0, at);
      } else if (last + 1 < at || top.isGap(last)) {
        fill(behind(last), minus(top.time(at), margin(last)), last + 1, at);
      }
      int end = Math.max(at + 1, top.evenRunEnd(at));
      into.addAll(top, at, end);
      last = end - 1;
      at = end;
    }
    fill(last < 0 ? Long.MIN_VALUE : behind(last), Long.MAX_VALUE, last + 1, top.size());
    into.measure();
  }

  private long margin(int at) {
    return top.interval(at) >> 1;
  }

  private long behind(int at) {
    return Strand.plus(top.time(at), margin(at));
  }

  private static long minus(long time, long distance) {
    long difference = time - distance;
    return difference > time ? Long.MIN_VALUE : difference;
  }

  /** Adds what stands below within a range of time, and the markers of the top among it. */
  private void fill(long from, long to, int markersFrom, int markersTo) {
    next = below.seek(next, from);
    for (int marker = markersFrom; marker < markersTo; marker++) {
      long time = top.time(marker);
      fillTo(Math.min(to, time));
      if (!below.covers(time)) {
        addMarker(top, marker);
      }
    }
    fillTo(to);
  }

  private void fillTo(long to) {
    for (; next < below.size() && below.time(next) <= to; next++) {
      if (below.isMarker(next)) {
        addMarker(below, next);
      } else {
        into.add(below, next);
      }
    }
  }

  private void addMarker(Strand from, int marker) {
    int size = into.size();
    boolean follows =
        size == 0 || (!into.isMarker(size - 1) && into.lastTime() < from.time(marker));
    if (follows) {
      into.add(from, marker);
    }
  }
}
