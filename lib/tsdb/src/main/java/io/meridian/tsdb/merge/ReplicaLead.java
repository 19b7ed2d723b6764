package io.meridian.tsdb.merge;

import io.meridian.model.TimeRange;

/**
 * Finds out from the headers of two replicas' chunks whether {@link ReplicaDedup.Algorithm#COVERAGE
 * COVERAGE} would show one of them alone, so that the other need not be decoded.
 *
 * <p>It would if that one is preferred and has no gap. So both must keep one interval; one must
 * have lost no scrape and the other either clearly more than the difference that matters, or the
 * one must scrape before the other by clearly less than half an interval, wherever chunks begin and
 * end. Wherever that is less than clear, samples have to decide: {@link ReplicaDedup} then.
 *
 * <p>What headers cannot show is a chunk that lost as many scrapes as it has too many, and a stale
 * marker that stands in the place of a sample. Whoever decodes looks for both around the samples
 * that are wanted; where there are any, {@code ReplicaDedup} decides.
 */
public final class ReplicaLead {
  /** Neither is known to be shown alone. */
  public static final int NONE = -1;

  /** Parts of an octave by which classes of intervals are told apart, and what is clearly one. */
  private static final int CLASSES = 8;

  private static final double CLEAR = 0.35;

  /** A replica that lost one scrape in so many is not preferred; half and twice that is clear. */
  private static final int LOSS = 64;

  /** The least part of an interval that is a clear difference, and the most that will do. */
  private static final int LEAST_MARGIN = 64;

  private static final int MOST_MARGIN = 8;

  private ReplicaLead() {}

  /**
   * The replica that is shown alone, 0 or 1, or {@link #NONE}.
   *
   * @param range what is wanted; what stands outside does not matter
   */
  public static int find(ChunkRhythm a, ChunkRhythm b, TimeRange range) {
    if (!a.measure() || !b.measure() || !isOneClass(a.interval(), b.interval())) {
      return NONE;
    }
    double interval = Math.min(a.interval(), b.interval());
    double margin = Math.max(interval / LEAST_MARGIN, 4 * Math.max(a.stray(), b.stray()));
    if (margin * MOST_MARGIN > interval) {
      return NONE;
    }
    if (isAlone(a, b, margin, range)) {
      return 0;
    }
    return isAlone(b, a, margin, range) ? 1 : NONE;
  }

  private static boolean isOneClass(double a, double b) {
    double classOfA = CLASSES * Math.log(a) / Math.log(2);
    double classOfB = CLASSES * Math.log(b) / Math.log(2);
    double middle = Math.rint(classOfA);
    return Math.abs(classOfA - middle) < CLEAR && Math.abs(classOfB - middle) < CLEAR;
  }

  private static boolean isAlone(
      ChunkRhythm shown, ChunkRhythm other, double margin, TimeRange range) {
    if (shown.missing() > 0 || !reachesAround(shown, other, margin, range)) {
      return false;
    }
    boolean fewer = LOSS * other.missing() > 2 * other.expected();
    boolean even = 2 * LOSS * other.missing() <= other.expected();
    double half = shown.interval() / 2;
    double most = fewer ? shown.interval() - margin : half - margin;
    return (fewer || even) && keepsAhead(shown, other, margin, most);
  }

  /** Whether the other one has nothing to show in the range before or behind. */
  private static boolean reachesAround(
      ChunkRhythm shown, ChunkRhythm other, double margin, TimeRange range) {
    double reach = shown.interval() / 2 - margin;
    double begin = shown.first() - reach;
    double end = shown.last() + reach;
    return (other.first() > begin || begin < range.min())
        && (other.last() < end || end > range.max());
  }

  /**
   * Whether the other one's next sample comes so much later, wherever chunks begin and end and
   * headers tell, and they tell for most of the time.
   */
  private static boolean keepsAhead(
      ChunkRhythm shown, ChunkRhythm other, double least, double most) {
    int told = 0;
    int chunk = 0;
    for (int i = 0; i < 2 * shown.size(); i++) {
      long time = (i & 1) == 0 ? shown.min(i >> 1) : shown.max(i >> 1);
      while (chunk < other.size() && other.max(chunk) < time) {
        chunk++;
      }
      double wait = other.wait(chunk, time);
      if (!Double.isNaN(wait)) {
        told++;
        if (wait < least || wait > most) {
          return false;
        }
      }
    }
    double shared =
        Math.min(shown.last(), other.last()) - (double) Math.max(shown.first(), other.first());
    return 2 * told >= 3 * shown.size()
        && 4 * shared >= 3 * ((double) shown.last() - shown.first());
  }
}
