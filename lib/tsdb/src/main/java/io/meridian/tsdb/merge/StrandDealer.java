package io.meridian.tsdb.merge;

import java.util.Arrays;

/**
 * Deals pieces out to strands: finds for each piece the strand that it continues.
 *
 * <p>Pieces are taken by their first instants. A piece fits a strand that ended at least half an
 * interval before it, and fits best where the distance is closest to a whole number of intervals:
 * scrapers keep their phase, even over a gap. Where no strand is closer than a quarter of an
 * interval to that, the piece starts a strand of its own, as long as there are fewer than 16.
 *
 * <p>The outcome does not depend on the order in which pieces were added: pieces that begin and end
 * at the same instants are ordered by what they hold.
 */
final class StrandDealer {
  private static final int MOST_STRANDS = 16;
  private static final double MISFIT = 0.25;

  private final PieceOrder order = new PieceOrder();
  private Strand[] strands = {};
  private int[] strandOf = {};
  private int count;

  /** Deals; the strands of the last time are reused. */
  void deal(SamplePieces pieces) {
    clear();
    if (strandOf.length < pieces.size()) {
      strandOf = new int[2 * pieces.size()];
    }
    int[] sorted = order.sort(pieces);
    for (int at = 0; at < pieces.size(); at++) {
      int piece = sorted[at];
      int strand = bestFit(pieces.firstTime(piece));
      strands[strand].addPiece(pieces.samples(), pieces.from(piece), pieces.to(piece));
      // The next piece is held against the interval at the end of this one.
      strands[strand].measure();
      strandOf[piece] = strand;
    }
  }

  private void clear() {
    for (int i = 0; i < count; i++) {
      strands[i].clear();
    }
    count = 0;
  }

  int count() {
    return count;
  }

  Strand strand(int index) {
    return strands[index];
  }

  /** The strand that a piece was dealt to. */
  int strandOf(int piece) {
    return strandOf[piece];
  }

  private int bestFit(long first) {
    int best = -1;
    double least = Double.MAX_VALUE;
    for (int i = 0; i < count; i++) {
      double misfit = misfit(strands[i], first);
      if (misfit < least) {
        best = i;
        least = misfit;
      }
    }
    boolean fits = best >= 0 && least <= MISFIT;
    if (fits || (best >= 0 && count == MOST_STRANDS)) {
      return best;
    }
    return open();
  }

  private static double misfit(Strand strand, long first) {
    long end = strand.lastTime();
    long interval = strand.interval(strand.size() - 1);
    if (first <= end || first - end < interval >> 1) {
      return Double.MAX_VALUE;
    }
    if (interval == Strand.UNKNOWN) {
      return MISFIT;
    }
    double intervals = (double) (first - end) / interval;
    return Math.abs(intervals - Math.rint(intervals));
  }

  private int open() {
    if (count == strands.length) {
      strands = Arrays.copyOf(strands, count + 4);
      for (int i = count; i < strands.length; i++) {
        strands[i] = new Strand();
      }
    }
    return count++;
  }
}
