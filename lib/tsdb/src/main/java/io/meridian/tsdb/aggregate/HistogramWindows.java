package io.meridian.tsdb.aggregate;

import io.meridian.model.CounterResetHint;
import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramSum;
import io.meridian.model.SampleBuffer;
import io.meridian.tsdb.chunk.Aggregate;
import io.meridian.tsdb.chunk.AggregateChunkBuilder;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.ChunkSink;
import io.meridian.tsdb.chunk.HistogramEncoder;
import io.meridian.tsdb.chunk.XorEncoder;

/**
 * Folds native histograms into windows of time and encodes them: count, sum and counter, as float
 * histograms of the batch's coarsest schema. The sum is marked as a gauge, since it falls from
 * window to window; the counter is one if the batch's first sample is.
 *
 * <p>Other than a float's, a histogram's counter has no sample besides its windows.
 */
final class HistogramWindows {
  private final SampleBuffer counts = new SampleBuffer();
  private final SampleBuffer sums = new SampleBuffer();
  private final SampleBuffer counters = new SampleBuffer();
  private final HistogramTotal total = new HistogramTotal();
  private final HistogramFold sum = new HistogramFold();
  private final HistogramSum part = new HistogramSum();
  private final HistogramLane scratch = new HistogramLane();
  private int reducedIndex;
  private boolean gauge;

  private final XorEncoder countChunk = new XorEncoder();
  private final HistogramEncoder sumChunk = new HistogramEncoder(ChunkEncoding.FLOAT_HISTOGRAM);
  private final HistogramEncoder counterChunk = new HistogramEncoder(ChunkEncoding.FLOAT_HISTOGRAM);
  private final AggregateChunkBuilder builder = new AggregateChunkBuilder();

  /** Begins a batch. */
  void reset() {
    counts.clear();
    sums.clear();
    counters.clear();
  }

  /**
   * Folds raw histograms.
   *
   * @param kept places in the buffer, in ascending order of time
   */
  void addRaw(SampleBuffer samples, int[] kept, int from, int to, long resolution) {
    long last = samples.time(kept[to - 1]);
    for (int i = from; i < to; ) {
      long end = Math.min(FloatWindows.windowEnd(samples.time(kept[i]), resolution), last);
      int next = windowTo(samples, kept, i, to, end);
      counts.add(end, next - i);
      i = next;
    }
    addSums(samples, kept, from, to, resolution);
    addCounters(samples, kept, from, to, resolution);
  }

  /** Folds numbers of samples. */
  void addCounts(SampleBuffer samples, long resolution) {
    int size = samples.size();
    for (int i = 0; i < size; ) {
      long end =
          Math.min(FloatWindows.windowEnd(samples.time(i), resolution), samples.time(size - 1));
      double count = 0;
      do {
        count += samples.value(i++);
      } while (i < size && samples.time(i) <= end);
      counts.add(end, count);
    }
  }

  /** Folds histograms by adding them up. */
  void addSums(SampleBuffer samples, int[] kept, int from, int to, long resolution) {
    int schema = leastSchema(samples, kept, from, to);
    long last = samples.time(kept[to - 1]);
    for (int i = from; i < to; ) {
      long end = Math.min(FloatWindows.windowEnd(samples.time(kept[i]), resolution), last);
      int next = windowTo(samples, kept, i, to, end);
      sum.set(reduced(samples, kept[i], schema), reducedIndex);
      while (++i < next) {
        sum.add(reduced(samples, kept[i], schema), reducedIndex);
      }
      sum.addTo(sums.lane(), CounterResetHint.GAUGE);
      sums.addHistogram(end, sum.sum(), 0);
    }
  }

  /** The lane that holds a sample in the schema, at {@code reducedIndex}. */
  private HistogramLane reduced(SampleBuffer samples, int sample, int schema) {
    int index = samples.laneIndex(sample);
    if (samples.lane().layout(index).schema() == schema) {
      reducedIndex = index;
      return samples.lane();
    }
    scratch.clear();
    reducedIndex = part.set(samples.lane(), index).reduceTo(schema).addTo(scratch);
    return scratch;
  }

  /** Folds histograms by following them as counters, or as gauges. */
  void addCounters(SampleBuffer samples, int[] kept, int from, int to, long resolution) {
    HistogramLane lane = samples.lane();
    gauge = lane.hint(samples.laneIndex(kept[from])) == CounterResetHint.GAUGE;
    CounterResetHint hint = gauge ? CounterResetHint.GAUGE : CounterResetHint.UNKNOWN;
    total.reset(leastSchema(samples, kept, from, to));
    long last = samples.time(kept[to - 1]);
    for (int i = from; i < to; ) {
      long end = Math.min(FloatWindows.windowEnd(samples.time(kept[i]), resolution), last);
      int next = windowTo(samples, kept, i, to, end);
      for (; i < next; i++) {
        total.add(lane, samples.laneIndex(kept[i]));
      }
      total.addTo(counters.lane(), hint);
      counters.addHistogram(end, total.sum(), 0);
    }
  }

  private static int windowTo(SampleBuffer samples, int[] kept, int from, int to, long end) {
    int at = from + 1;
    while (at < to && samples.time(kept[at]) <= end) {
      at++;
    }
    return at;
  }

  private static int leastSchema(SampleBuffer samples, int[] kept, int from, int to) {
    int least = Integer.MAX_VALUE;
    for (int i = from; i < to; i++) {
      int schema = samples.lane().layout(samples.laneIndex(kept[i])).schema();
      least = Math.min(least, schema);
    }
    return least;
  }

  /** Encodes the windows: one chunk, or more where they do not go together. */
  void flush(ChunkSink into) {
    int windows = Math.min(sums.size(), counters.size());
    int count = 0;
    for (int from = 0; from < windows; ) {
      int to = encode(from, windows);
      if (to < windows) {
        encode(from, to);
      }
      count = encodeCounts(count, to == windows ? Long.MAX_VALUE : counters.time(to - 1));
      emit(from, to, into);
      from = to;
    }
  }

  /** Encodes as many windows as fit, and gives the first that does not. */
  private int encode(int from, int to) {
    sumChunk.reset(CounterResetHint.GAUGE);
    counterChunk.reset(gauge ? CounterResetHint.GAUGE : CounterResetHint.NOT_RESET);
    for (int i = from; i < to; i++) {
      boolean fits =
          counterChunk.append(counters.time(i), 0, counters.lane(), counters.laneIndex(i))
              && sumChunk.append(sums.time(i), 0, sums.lane(), sums.laneIndex(i));
      if (!fits) {
        return i;
      }
    }
    return to;
  }

  private int encodeCounts(int from, long maxTime) {
    countChunk.reset();
    int at = from;
    while (at < counts.size() && counts.time(at) <= maxTime) {
      countChunk.append(counts.time(at), counts.value(at));
      at++;
    }
    return at;
  }

  private void emit(int from, int to, ChunkSink into) {
    builder.reset();
    if (countChunk.count() > 0) {
      builder.add(Aggregate.COUNT, ChunkEncoding.XOR, countChunk.bytes(), 0, countChunk.length());
    }
    add(Aggregate.SUM, sumChunk);
    add(Aggregate.COUNTER, counterChunk);
    long minTime = Math.min(sums.time(from), counters.time(from));
    long maxTime = Math.max(sums.time(to - 1), counters.time(to - 1));
    into.chunk(
        ChunkEncoding.AGGREGATE,
        minTime,
        maxTime,
        countChunk.count(),
        builder.bytes(),
        0,
        builder.length());
  }

  private void add(Aggregate aggregate, HistogramEncoder chunk) {
    builder.add(aggregate, ChunkEncoding.FLOAT_HISTOGRAM, chunk.bytes(), 0, chunk.length());
  }
}
