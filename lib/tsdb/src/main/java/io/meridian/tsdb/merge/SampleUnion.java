package io.meridian.tsdb.merge;

import io.meridian.model.CounterResetHint;
import io.meridian.model.HistogramLane;
import io.meridian.model.SampleBuffer;

/**
 * The plain union of pieces of a series: every instant that any piece has, once. Where pieces hold
 * different samples at one instant, that of the piece of the lowest rank is taken, or of those the
 * first. Samples of a piece that go back in time are left out.
 *
 * <p>A counter histogram that was known not to be a reset against its predecessor is of unknown
 * relation once another sample stands before it; gauges stay gauges.
 */
public final class SampleUnion {
  private final LoserTree tree = new LoserTree(this::compareHeads);
  private SamplePieces pieces = new SamplePieces();
  private long[] times = {};
  private int[] heads = {};

  /** Adds the union to an empty buffer, in time order. */
  public void merge(SamplePieces newPieces, SampleBuffer into) {
    start(newPieces);
    int before = -1;
    while (tree.winner() != LoserTree.NONE) {
      int piece = tree.winner();
      int end = pieces.to(piece);
      int from = heads[piece];
      while (from < end && before >= 0 && times[from] <= times[before]) {
        from++;
      }
      int to = runEnd(from, end, bound(piece));
      if (to > from) {
        boolean consecutive = before == from - 1 && from > pieces.from(piece);
        append(pieces.samples(), from, to, consecutive, into);
        before = to - 1;
      }
      heads[piece] = to;
      if (to == end) {
        tree.ended();
      } else {
        tree.moved();
      }
    }
  }

  private void start(SamplePieces newPieces) {
    pieces = newPieces;
    times = pieces.samples().times();
    int count = pieces.size();
    if (heads.length < count) {
      heads = new int[Math.max(count, 2 * heads.length)];
    }
    for (int piece = 0; piece < count; piece++) {
      heads[piece] = pieces.from(piece);
    }
    tree.reset(count);
  }

  private int compareHeads(int piece, int other) {
    int order = Long.compare(times[heads[piece]], times[heads[other]]);
    return order != 0 ? order : pieces.precedes(piece, other) ? -1 : 1;
  }

  /** The last instant that a piece may give before another one's turn comes. */
  private long bound(int piece) {
    int next = tree.runnerUp();
    if (next == LoserTree.NONE) {
      return Long.MAX_VALUE;
    }
    long time = times[heads[next]];
    return pieces.precedes(piece, next) ? time : time - 1;
  }

  private int runEnd(int from, int end, long bound) {
    if (from == end || times[from] > bound) {
      return from;
    }
    int at = from + 1;
    while (at < end && times[at] <= bound && times[at] > times[at - 1]) {
      at++;
    }
    return at;
  }

  /**
   * Adds a range of a buffer to another one.
   *
   * @param consecutive whether the sample before the range stands last in the other buffer
   */
  public static void append(
      SampleBuffer samples, int from, int to, boolean consecutive, SampleBuffer into) {
    int first = samples.laneIndex(from);
    if (consecutive || first < 0 || samples.lane().hint(first) != CounterResetHint.NOT_RESET) {
      into.addAll(samples, from, to);
      return;
    }
    HistogramLane lane = samples.lane();
    into.lane().add(lane, first, CounterResetHint.UNKNOWN);
    into.addHistogram(samples.time(from), samples.value(from), samples.startTime(from));
    into.addAll(samples, from + 1, to);
  }
}
