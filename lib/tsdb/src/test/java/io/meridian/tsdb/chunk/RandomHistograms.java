package io.meridian.tsdb.chunk;

import io.meridian.model.BucketWalk;
import io.meridian.model.CounterResetHint;
import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramLayout;
import io.meridian.model.SampleBuffer;
import io.meridian.model.Spans;
import io.meridian.model.StaleMarker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Series of histograms as programs expose them: counters that grow, now and then reset, with
 * buckets that appear, or gauges; stale markers; changes of schema, zero threshold and custom
 * bounds.
 */
final class RandomHistograms {
  private final RandomGenerator random;
  private final boolean integer;
  private final boolean gauge;
  private final boolean steady;
  private final TreeMap<Integer, Long> positive = new TreeMap<>();
  private final TreeMap<Integer, Long> negative = new TreeMap<>();
  private int schema;
  private double zeroThreshold;
  private double[] bounds = {};
  private long zeroCount;
  private double sum;

  /**
   * A series.
   *
   * @param steady without resets, stale markers and changes of the schema, so that it fits one
   *     chunk
   */
  RandomHistograms(RandomGenerator random, boolean integer, boolean gauge, boolean steady) {
    this.random = random;
    this.integer = integer;
    this.gauge = gauge;
    this.steady = steady;
    restart();
  }

  private void restart() {
    boolean custom = random.nextInt(4) == 0;
    schema = custom ? HistogramLayout.CUSTOM_BOUNDS : random.nextInt(-4, 9);
    zeroThreshold = custom ? 0 : List.of(0.0, 0x1p-128, 0.001).get(random.nextInt(3));
    bounds =
        custom
            ? random.doubles(1 + random.nextInt(9)).sorted().distinct().toArray()
            : new double[0];
    if (custom && random.nextBoolean()) {
      Arrays.setAll(bounds, i -> (i + 1) / 4.0);
    }
    reset();
  }

  private void reset() {
    positive.clear();
    negative.clear();
    zeroCount = 0;
    sum = 0;
  }

  SampleBuffer samples(int count) {
    SampleBuffer buffer = new SampleBuffer();
    long time = random.nextLong(-1_000_000, 2_000_000_000_000L);
    long startTime = random.nextBoolean() ? 0 : time - 1000;
    for (int i = 0; i < count; i++) {
      add(buffer, time, startTime);
      time += random.nextInt(10) == 0 ? random.nextInt(1, 100_000) : 15_000;
      startTime = startTime != 0 && random.nextInt(10) == 0 ? time - random.nextInt(99) : startTime;
    }
    return buffer;
  }

  private void add(SampleBuffer buffer, long time, long startTime) {
    if (!steady && random.nextInt(20) == 0) {
      addStale(buffer.lane());
      buffer.addHistogram(time, StaleMarker.VALUE, startTime);
      return;
    }
    CounterResetHint hint = gauge ? CounterResetHint.GAUGE : CounterResetHint.UNKNOWN;
    if (!steady && random.nextInt(15) == 0) {
      restart();
    } else if (!steady && random.nextInt(15) == 0) {
      reset();
      hint = gauge || random.nextBoolean() ? hint : CounterResetHint.RESET;
    }
    observe();
    addHistogram(buffer.lane(), hint);
    buffer.addHistogram(time, sum, startTime);
  }

  private void addStale(HistogramLane lane) {
    int start = lane.start(lane.add(HistogramLayout.EMPTY, integer, CounterResetHint.UNKNOWN));
    lane.words()[start] = 0;
    lane.words()[start + 1] = 0;
    lane.words()[start + 2] = StaleMarker.BITS;
  }

  private void observe() {
    boolean custom = bounds.length > 0;
    if (gauge) {
      positive.replaceAll((bucket, n) -> random.nextLong(5));
      negative.replaceAll((bucket, n) -> random.nextLong(5));
      positive.values().removeIf(n -> n == 0 && random.nextBoolean());
    }
    for (int i = random.nextInt(6); i > 0; i--) {
      int bucket = custom ? random.nextInt(bounds.length + 1) : random.nextInt(-12, 12);
      Map<Integer, Long> side = custom || random.nextInt(3) > 0 ? positive : negative;
      side.merge(bucket, random.nextLong(0, 1L << random.nextInt(1, 40)), Long::sum);
      sum += random.nextInt(100) / 4.0;
    }
    zeroCount += custom ? 0 : random.nextInt(3);
  }

  private void addHistogram(HistogramLane lane, CounterResetHint hint) {
    HistogramLayout layout =
        new HistogramLayout(schema, zeroThreshold, spans(positive), spans(negative), bounds);
    int index = lane.add(layout, integer, hint);
    long[] words = lane.words();
    long count = zeroCount;
    for (long n : positive.values()) {
      count += n;
    }
    for (long n : negative.values()) {
      count += n;
    }
    words[lane.start(index)] = word(count);
    words[lane.start(index) + 1] = word(zeroCount);
    words[lane.start(index) + 2] = Double.doubleToRawLongBits(sum);
    write(positive, layout.positive(), words, lane.positiveStart(index));
    write(negative, layout.negative(), words, lane.negativeStart(index));
  }

  private void write(Map<Integer, Long> side, Spans spans, long[] words, int at) {
    BucketWalk walk = new BucketWalk();
    walk.forward(spans);
    while (walk.next()) {
      words[at + walk.position()] = word(side.getOrDefault(walk.bucket(), 0L));
    }
  }

  private long word(long count) {
    return integer ? count : Double.doubleToRawLongBits(count / 8.0);
  }

  /** Now and then with an empty span, or with two where one would do. */
  private Spans spans(Map<Integer, Long> side) {
    int[] buckets = side.keySet().stream().mapToInt(Integer::intValue).toArray();
    Spans fewest = Spans.around(buckets, buckets.length);
    if (random.nextInt(5) > 0) {
      return fewest;
    }
    List<Integer> odd = new ArrayList<>();
    int extra = random.nextInt(3);
    odd.addAll(List.of(fewest.size() == 0 ? extra : fewest.offset(0) - extra, 0));
    for (int i = 0; i < fewest.size(); i++) {
      int head = random.nextInt(fewest.length(i) + 1);
      odd.addAll(List.of(i == 0 ? extra : fewest.offset(i), head));
      odd.addAll(List.of(0, fewest.length(i) - head));
    }
    return schema == HistogramLayout.CUSTOM_BOUNDS
        ? fewest
        : Spans.of(odd.stream().mapToInt(Integer::intValue).toArray());
  }
}
