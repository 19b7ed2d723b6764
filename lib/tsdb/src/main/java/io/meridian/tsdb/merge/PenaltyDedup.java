package io.meridian.tsdb.merge;

import io.meridian.model.SampleBuffer;
import java.util.List;

/**
 * Thanos' choice between replicas, for answers that must equal its own: replicas are folded
 * pairwise, left to right, into a two-sided iterator.
 *
 * <p>A fold remembers the last instant it gave and a penalty for each side, 0 at first. A step
 * moves each side that still has samples to the first one at or behind last + 1 + its penalty. If
 * one side has ended, the other's sample is given and its own penalty becomes 0. Else the side with
 * the smaller instant is given (of equal ones the left), its own penalty becomes 0, and that of the
 * other 2 × (its instant − last), or 5,000 ms when nothing had been given yet. So a side that falls
 * silent for more than two of its intervals loses its turn, and keeps losing until the other falls
 * silent.
 *
 * <p>Counters (rate, increase, irate, resets): when a step changes the side and the last value
 * given was a float, both sides whose current sample is a float are lifted for good, by as much as
 * the last value exceeds theirs. Before the first step, the left side's first value counts as the
 * last one given. Histograms are never lifted.
 */
final class PenaltyDedup {
  private PenaltyDedup() {}

  /**
   * Adds what the fold gives to an empty buffer.
   *
   * @param replicas each replica's pieces in the order of time, none of them empty
   */
  static void merge(SamplePieces pieces, List<int[]> replicas, boolean counter, SampleBuffer into) {
    if (replicas.isEmpty()) {
      return;
    }
    PenaltySide side = new PenaltySide.Replica(pieces, replicas.getFirst());
    for (int[] replica : replicas.subList(1, replicas.size())) {
      side = new PenaltySide.Fold(side, new PenaltySide.Replica(pieces, replica), counter);
    }
    SampleBuffer samples = pieces.samples();
    int from = -1;
    int to = -1;
    int before = -1;
    for (boolean more = side.start(); more; more = side.seek(side.time() + 1)) {
      int sample = side.sample();
      boolean lifted = samples.laneIndex(sample) < 0 && side.lift() != 0;
      if (from >= 0 && (lifted || sample != to)) {
        SampleUnion.append(samples, from, to, before == from - 1, into);
        before = to - 1;
        from = -1;
      }
      if (lifted) {
        into.add(samples.time(sample), side.value(), samples.startTime(sample));
        before = sample;
      } else {
        from = from < 0 ? sample : from;
        to = sample + 1;
      }
    }
    if (from >= 0) {
      SampleUnion.append(samples, from, to, before == from - 1, into);
    }
  }
}
