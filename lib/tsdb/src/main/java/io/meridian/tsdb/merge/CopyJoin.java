package io.meridian.tsdb.merge;

import io.meridian.model.SampleBuffer;

/**
 * Tells copies of one stream from the streams of two scrapers, and joins copies.
 *
 * <p>Copies, as a hash ring writes them, hold the same samples at the same instants, save those
 * that one of them missed. Two scrapers meet at an instant by chance only. So, over the time that
 * both strands span, the instants at which both have the same value are counted, and set against
 * the number of instants of the strand that has fewer: from one half on they are copies. Counting
 * stops early once 256 instants of the lesser strand have left no doubt that they are none.
 *
 * <p>Downsampled scrapers meet at each window's end, with equal values where little happens, and
 * part where their raw samples begin. So two strands that take turns eight times and do not meet
 * are no copies, whatever they were before: copies miss the same samples, or some in a row.
 */
final class CopyJoin {
  private static final int ENOUGH = 256;
  private static final int NO_DOUBT = 8;
  private static final int TURNS = 8;

  private CopyJoin() {}

  /** Whether two strands are copies of one stream. */
  static boolean areCopies(SampleBuffer samples, Strand a, Strand b) {
    long from = Math.max(a.firstTime(), b.firstTime());
    long to = Math.min(a.lastTime(), b.lastTime());
    int i = a.seek(0, from);
    int j = b.seek(0, from);
    int inA = 0;
    int inB = 0;
    int same = 0;
    int turns = 0;
    int last = 0;
    while (i < a.size() && j < b.size() && Math.min(a.time(i), b.time(j)) <= to) {
      int order = Long.compare(a.time(i), b.time(j));
      if (order == 0 && SampleOrder.compareValues(samples, a.sample(i), b.sample(j)) == 0) {
        same++;
        turns = 0;
      } else if (order * last < 0 && ++turns >= TURNS) {
        return false;
      }
      last = order;
      if (order <= 0) {
        i++;
        inA++;
      }
      if (order >= 0) {
        j++;
        inB++;
      }
      int fewer = Math.min(inA, inB);
      if (fewer >= ENOUGH && NO_DOUBT * same <= fewer) {
        return false;
      }
    }
    return same > 0 && 2 * same >= Math.min(inA, inB);
  }

  /**
   * Adds every instant of two strands, once each, to a third. Where both have one with different
   * values, a sample wins over a stale marker, and a greater value over a lesser one.
   */
  static void join(SampleBuffer samples, Strand a, Strand b, Strand into) {
    int i = 0;
    int j = 0;
    while (i < a.size() && j < b.size()) {
      int order = Long.compare(a.time(i), b.time(j));
      if (order < 0) {
        into.add(a, i++);
      } else if (order > 0) {
        into.add(b, j++);
      } else if (wins(samples, a.sample(i++), b.sample(j++))) {
        into.add(a, i - 1);
      } else {
        into.add(b, j - 1);
      }
    }
    into.addAll(a, i, a.size());
    into.addAll(b, j, b.size());
    into.measure();
  }

  private static boolean wins(SampleBuffer samples, int a, int b) {
    int order = SampleOrder.compareValues(samples, a, b);
    return order == 0 ? samples.startTime(a) >= samples.startTime(b) : order > 0;
  }
}
