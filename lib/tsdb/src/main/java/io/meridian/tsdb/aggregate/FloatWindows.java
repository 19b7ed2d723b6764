package io.meridian.tsdb.aggregate;

import io.meridian.tsdb.chunk.Aggregate;
import io.meridian.tsdb.chunk.AggregateChunkBuilder;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.ChunkSink;
import io.meridian.tsdb.chunk.XorEncoder;

/**
 * Folds floats into windows of time, five aggregates each, and encodes the windows of one aggregate
 * chunk.
 *
 * <p>Besides its windows the counter holds two samples more: in front the first value at its own
 * instant, and behind the true last value at the last window's instant again, so that a reader
 * knows what the counter gained up to the next chunk.
 */
final class FloatWindows {
  private final XorEncoder counts = new XorEncoder();
  private final XorEncoder sums = new XorEncoder();
  private final XorEncoder mins = new XorEncoder();
  private final XorEncoder maxs = new XorEncoder();
  private final XorEncoder counters = new XorEncoder();
  private long minTime;
  private long maxTime;

  /** Begins an empty chunk. */
  void reset() {
    counts.reset();
    sums.reset();
    mins.reset();
    maxs.reset();
    counters.reset();
    minTime = Long.MAX_VALUE;
    maxTime = Long.MIN_VALUE;
  }

  /** The instant of the window that a time falls into: its last millisecond. */
  static long windowEnd(long time, long resolution) {
    long begin = time - Math.floorMod(time, resolution);
    return begin > Long.MAX_VALUE - resolution ? Long.MAX_VALUE : begin + resolution - 1;
  }

  /** Folds a batch of raw samples, none of them NaN, in ascending order. */
  void addRaw(long[] times, double[] values, int from, int to, long resolution) {
    counters.append(times[from], values[from]);
    long last = times[to - 1];
    double counter = values[from];
    double previous = counter;
    long end = last;
    for (int i = from; i < to; ) {
      end = Math.min(windowEnd(times[i], resolution), last);
      int first = i;
      double sum = 0;
      double min = Double.POSITIVE_INFINITY;
      double max = Double.NEGATIVE_INFINITY;
      do {
        double value = values[i];
        double gain = value < previous ? value : value - previous;
        // Not counter + 0: that would lose an infinity and the sign of a zero.
        counter = i == from ? value : counter + gain;
        previous = value;
        sum += value;
        min = value < min ? value : min;
        max = value > max ? value : max;
        i++;
      } while (i < to && times[i] <= end);
      addWindow(end, i - first, sum, min, max, counter);
    }
    counters.append(end, previous);
  }

  private void addWindow(long time, int count, double sum, double min, double max, double counter) {
    counts.append(time, count);
    sums.append(time, sum);
    mins.append(time, min);
    maxs.append(time, max);
    counters.append(time, counter);
    span(time);
  }

  private void span(long time) {
    minTime = Math.min(minTime, time);
    maxTime = Math.max(maxTime, time);
  }

  /** Folds the samples of an aggregate that is no counter into wider windows. */
  void addAggregate(Aggregate aggregate, long[] times, double[] values, int to, long resolution) {
    XorEncoder into = encoder(aggregate);
    if (to == 0) {
      return;
    }
    long last = times[to - 1];
    for (int i = 0; i < to; ) {
      long end = Math.min(windowEnd(times[i], resolution), last);
      int first = i;
      do {
        i++;
      } while (i < to && times[i] <= end);
      into.append(end, fold(aggregate, values, first, i));
      span(end);
    }
  }

  private static double fold(Aggregate aggregate, double[] values, int from, int to) {
    return switch (aggregate) {
      case COUNT, SUM -> sum(values, from, to);
      case MIN -> min(values, from, to);
      case MAX -> max(values, from, to);
      case COUNTER -> throw new IllegalArgumentException("counters are folded by addCounter");
    };
  }

  private static double sum(double[] values, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += values[i];
    }
    return sum;
  }

  private static double min(double[] values, int from, int to) {
    double min = Double.POSITIVE_INFINITY;
    for (int i = from; i < to; i++) {
      min = values[i] < min ? values[i] : min;
    }
    return min;
  }

  private static double max(double[] values, int from, int to) {
    double max = Double.NEGATIVE_INFINITY;
    for (int i = from; i < to; i++) {
      max = values[i] > max ? values[i] : max;
    }
    return max;
  }

  /**
   * Folds a counter whose resets were taken out into wider windows.
   *
   * @param lastRaw the counter's true last value, resets left in
   */
  void addCounter(long[] times, double[] values, int to, double lastRaw, long resolution) {
    if (to == 0) {
      return;
    }
    counters.append(times[0], values[0]);
    double counter = values[0];
    double previous = counter;
    long last = times[to - 1];
    long end = last;
    for (int i = 0; i < to; ) {
      end = Math.min(windowEnd(times[i], resolution), last);
      do {
        double gain = values[i] < previous ? values[i] : values[i] - previous;
        counter = i == 0 ? values[0] : counter + gain;
        previous = values[i];
        i++;
      } while (i < to && times[i] <= end);
      counters.append(end, counter);
      span(end);
    }
    counters.append(end, lastRaw);
  }

  private XorEncoder encoder(Aggregate aggregate) {
    return switch (aggregate) {
      case COUNT -> counts;
      case SUM -> sums;
      case MIN -> mins;
      case MAX -> maxs;
      case COUNTER -> counters;
    };
  }

  /** Puts the chunk together; aggregates without a window are left out. */
  void flush(AggregateChunkBuilder builder, ChunkSink into) {
    builder.reset();
    for (Aggregate aggregate : AGGREGATES) {
      XorEncoder entry = encoder(aggregate);
      if (entry.count() > 0 || aggregate == Aggregate.COUNTER) {
        builder.add(aggregate, ChunkEncoding.XOR, entry.bytes(), 0, entry.length());
      }
    }
    into.chunk(
        ChunkEncoding.AGGREGATE,
        minTime,
        maxTime,
        counts.count(),
        builder.bytes(),
        0,
        builder.length());
  }

  private static final Aggregate[] AGGREGATES = Aggregate.values();
}
