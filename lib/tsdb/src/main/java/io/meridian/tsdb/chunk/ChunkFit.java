package io.meridian.tsdb.chunk;

import io.meridian.model.CounterResetHint;
import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramLayout;
import io.meridian.model.StaleMarker;

/**
 * Whether a histogram can follow the last one of a chunk, and with which layout.
 *
 * <p>Gauges and counters do not share a chunk, nor do different schemas, zero thresholds or custom
 * bounds. Behind a stale marker only stale markers fit; a stale marker itself fits everywhere. A
 * counter must not have been reset: not by its hint, and neither count, zero count nor any bucket
 * may be smaller than before, a populated bucket gone least of all.
 *
 * <p>Otherwise the two layouts meet: buckets that the chunk lacks make it wider, which means
 * writing it anew; buckets that the histogram lacks are 0 in it.
 */
final class ChunkFit {
  private final SideFit positive = new SideFit();
  private final SideFit negative = new SideFit();
  private CounterResetHint successor = CounterResetHint.UNKNOWN;
  private boolean sameBuckets;
  private HistogramLayout layout = HistogramLayout.EMPTY;

  /**
   * Judges a histogram.
   *
   * @param chunk the layout of the chunk
   * @param header the chunk's header: whether it holds gauges
   * @param last the words of its last sample, as in a lane
   */
  boolean fits(
      HistogramLayout chunk, CounterResetHint header, long[] last, HistogramLane lane, int index) {
    sameBuckets = true;
    layout = chunk;
    successor = CounterResetHint.NOT_RESET;
    if (lane.words()[lane.start(index) + HistogramNumbers.SUM] == StaleMarker.BITS) {
      return true;
    }
    CounterResetHint hint = lane.hint(index);
    CounterResetHint refusal = refusal(chunk, header, last, lane, index, hint);
    successor = hint == CounterResetHint.GAUGE ? CounterResetHint.GAUGE : refusal;
    return refusal == CounterResetHint.NOT_RESET;
  }

  /** Not reset where the histogram fits, else what is known of a reset. */
  private CounterResetHint refusal(
      HistogramLayout chunk,
      CounterResetHint header,
      long[] last,
      HistogramLane lane,
      int index,
      CounterResetHint hint) {
    if (hint == CounterResetHint.RESET) {
      return CounterResetHint.RESET;
    }
    boolean gauge = hint == CounterResetHint.GAUGE;
    if (gauge != (header == CounterResetHint.GAUGE)
        || last[HistogramNumbers.SUM] == StaleMarker.BITS) {
      return CounterResetHint.UNKNOWN;
    }
    boolean integer = lane.isInteger(index);
    int start = lane.start(index);
    if (!gauge && isLess(HistogramNumbers.COUNT, last, lane, start, integer)) {
      return CounterResetHint.RESET;
    }
    HistogramLayout next = lane.layout(index);
    if (next.schema() != chunk.schema() || next.zeroThreshold() != chunk.zeroThreshold()) {
      return CounterResetHint.UNKNOWN;
    }
    if (!hasSameBounds(chunk, next)
        || (!gauge && isLess(HistogramNumbers.ZERO_COUNT, last, lane, start, integer))
        || !meet(chunk, last, lane, index, !gauge)) {
      return CounterResetHint.RESET;
    }
    return CounterResetHint.NOT_RESET;
  }

  private static boolean isLess(
      int total, long[] last, HistogramLane lane, int start, boolean integer) {
    long next = lane.words()[start + total];
    return integer
        ? Long.compareUnsigned(next, last[total]) < 0
        : Double.longBitsToDouble(next) < Double.longBitsToDouble(last[total]);
  }

  private static boolean hasSameBounds(HistogramLayout chunk, HistogramLayout next) {
    double[] one = chunk.customBounds();
    double[] other = next.customBounds();
    if (one.length != other.length) {
      return false;
    }
    for (int i = 0; i < one.length; i++) {
      if (one[i] != other[i]) {
        return false;
      }
    }
    return true;
  }

  /** Brings the layouts together; false if a bucket of a counter got smaller. */
  private boolean meet(
      HistogramLayout chunk, long[] last, HistogramLane lane, int index, boolean counter) {
    HistogramLayout next = lane.layout(index);
    boolean integer = lane.isInteger(index);
    sameBuckets = next.equals(chunk);
    if (sameBuckets) {
      return !counter
          || !SideFit.anyLess(
              last,
              HistogramNumbers.BUCKETS,
              lane,
              lane.positiveStart(index),
              chunk.buckets(),
              integer);
    }
    int negativeStart = HistogramNumbers.BUCKETS + chunk.positive().buckets();
    if (!positive.meet(
            chunk.positive(),
            last,
            HistogramNumbers.BUCKETS,
            next.positive(),
            lane.words(),
            lane.positiveStart(index),
            integer,
            counter)
        || !negative.meet(
            chunk.negative(),
            last,
            negativeStart,
            next.negative(),
            lane.words(),
            lane.negativeStart(index),
            integer,
            counter)) {
      return false;
    }
    if (isWidened()) {
      layout = widened(next, counter);
    }
    return true;
  }

  /** Sides keep the histogram's own spans as long as it has all of the chunk's buckets. */
  private HistogramLayout widened(HistogramLayout next, boolean counter) {
    boolean anyFilled = positive.isFilled() || negative.isFilled();
    boolean positiveAnew = counter ? positive.isFilled() : anyFilled;
    boolean negativeAnew = counter ? negative.isFilled() : anyFilled;
    return new HistogramLayout(
        next.schema(),
        next.zeroThreshold(),
        positiveAnew ? positive.union() : next.positive(),
        negativeAnew ? negative.union() : next.negative(),
        next.customBounds());
  }

  /**
   * What the header of a chunk is to say that begins with the histogram: gauge, or what is known of
   * a reset between it and the chunk judged.
   */
  CounterResetHint successor() {
    return successor;
  }

  /** Whether the histogram has just the chunk's layout. */
  boolean hasSameBuckets() {
    return sameBuckets;
  }

  /** Whether the histogram has buckets that the chunk lacks. */
  boolean isWidened() {
    return !sameBuckets && (positive.isWidened() || negative.isWidened());
  }

  /** The layout that holds the buckets of both. */
  HistogramLayout layout() {
    return layout;
  }

  /**
   * Spreads the words of a sample of the chunk over the joint layout.
   *
   * @param to as many words as the joint layout has, all 0
   */
  void spreadChunk(long[] words, int at, HistogramLayout chunk, long[] to) {
    spreadTotals(words, at, to);
    int from = at + HistogramNumbers.BUCKETS;
    int negativeFrom = from + chunk.positive().buckets();
    positive.spreadChunk(words, from, to, HistogramNumbers.BUCKETS);
    negative.spreadChunk(words, negativeFrom, to, negativeAt());
  }

  /**
   * Spreads the words of the histogram judged over the joint layout.
   *
   * @param to as many words as the joint layout has, all 0
   */
  void spreadNext(HistogramLane lane, int index, long[] to) {
    spreadTotals(lane.words(), lane.start(index), to);
    positive.spreadNext(lane.words(), lane.positiveStart(index), to, HistogramNumbers.BUCKETS);
    negative.spreadNext(lane.words(), lane.negativeStart(index), to, negativeAt());
  }

  private int negativeAt() {
    return HistogramNumbers.BUCKETS + layout.positive().buckets();
  }

  private static void spreadTotals(long[] words, int at, long[] to) {
    System.arraycopy(words, at, to, 0, HistogramNumbers.BUCKETS);
  }
}
