package io.meridian.tsdb.chunk;

import io.meridian.model.CounterResetHint;
import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramLayout;
import io.meridian.model.HistogramReduction;
import io.meridian.model.SampleBuffer;
import io.meridian.model.StaleMarker;

/**
 * Reads chunks of native histograms: integers (encoding 2) or floats (3), and both with start
 * timestamps (5, 6).
 *
 * <pre>
 *   2, 3   := count:16 resets:2 '000000' layout sample*
 *   5, 6   := resets:2 count:14 startTimesHeader:8 layout ( sample startTime )*
 *   resets := '00' unknown | '01' no reset before this chunk | '10' reset before this chunk | '11' gauges
 *   sample := time:vbi numbers
 * </pre>
 *
 * The layout is shared by all samples, see {@link LayoutReader}; a chunk without samples has none.
 * The time of the first sample is written as it is, later ones as the change of the step (which is
 * 0 before the second sample). For the numbers see {@link IntNumbers} and {@link FloatNumbers}, for
 * start timestamps {@link StartTimesReader}.
 *
 * <p>A sample whose sum is the stale marker has no buckets, and only stale markers follow it. It is
 * read as an empty histogram.
 *
 * <p>All samples of a chunk of gauges are gauges. Of other chunks the first sample's hint is
 * "unknown", whatever the header says, since the chunk before need not be the one that the writer
 * had; the others' is "not reset".
 *
 * <p>Schemas above 8 are reserved for finer histograms; those are reduced to schema 8.
 */
final class HistogramDecoder implements SampleDecoder {
  private static final int HEADER = 3;
  private static final int LEAST_SAMPLE_BITS = 4;
  private static final CounterResetHint[] HINTS = {
    CounterResetHint.UNKNOWN,
    CounterResetHint.NOT_RESET,
    CounterResetHint.RESET,
    CounterResetHint.GAUGE
  };

  private final ChunkOrigin origin;
  private final boolean integer;
  private final boolean withStartTimes;
  private final BitReader in;
  private final LayoutReader layouts = new LayoutReader();
  private final HistogramNumbers numbers;
  private final StartTimesReader startTimes = new StartTimesReader();
  private long[] reducedWords = {};

  private int count;
  private CounterResetHint header = CounterResetHint.UNKNOWN;
  private HistogramLayout layout = HistogramLayout.EMPTY;

  HistogramDecoder(ChunkOrigin origin, ChunkEncoding encoding) {
    this.origin = origin;
    integer = encoding == ChunkEncoding.HISTOGRAM || encoding == ChunkEncoding.HISTOGRAM_ST;
    withStartTimes = encoding.hasStartTimes();
    in = new BitReader(origin);
    numbers = integer ? new IntNumbers() : new FloatNumbers();
  }

  @Override
  public void reset(byte[] data, int from, int to) {
    if (to - from < HEADER) {
      throw origin.corrupt(0, "a header of 3 bytes was expected, the chunk has " + (to - from));
    }
    int first = data[from] & 0xff;
    int second = data[from + 1] & 0xff;
    int third = data[from + 2] & 0xff;
    if (withStartTimes) {
      count = ((first & 0x3f) << 8) | second;
      header = HINTS[first >>> 6];
      startTimes.reset(third);
    } else {
      count = (first << 8) | second;
      header = HINTS[third >>> 6];
    }
    in.reset(data, from + HEADER, to);
    if ((long) count * LEAST_SAMPLE_BITS > in.remaining()) {
      throw origin.corrupt(
          0,
          "%d samples take %d bits or more, the chunk has %d"
              .formatted(count, (long) count * LEAST_SAMPLE_BITS, in.remaining()));
    }
  }

  @Override
  public int count() {
    return count;
  }

  /** What the chunk says of counter resets before it, or that it holds gauges. */
  CounterResetHint header() {
    return header;
  }

  @Override
  public void decode(long minTime, long maxTime, SampleBuffer into) {
    if (count == 0) {
      return;
    }
    layout = layouts.read(in, numbers.leastBucketBits());
    long time = in.vbi();
    numbers.readFirst(in, layout.positive().buckets(), layout.negative().buckets());
    boolean stale = numbers.last()[HistogramNumbers.SUM] == StaleMarker.BITS;
    long startTime = withStartTimes ? startTimes.first(in, time) : 0;
    add(0, stale, time, startTime, minTime, maxTime, into);
    long step = 0;
    for (int sample = 1; sample < count && time <= maxTime; sample++) {
      long previousTime = time;
      step += in.vbi();
      time += step;
      boolean wasStale = stale;
      stale = numbers.readNext(in);
      if (wasStale && !stale) {
        throw in.corrupt("sample " + sample + " is no stale marker, but follows one");
      }
      startTime = withStartTimes ? startTimes.next(in, sample, previousTime) : 0;
      add(sample, stale, time, startTime, minTime, maxTime, into);
    }
  }

  private void add(
      int sample,
      boolean stale,
      long time,
      long startTime,
      long minTime,
      long maxTime,
      SampleBuffer into) {
    if (time < minTime || time > maxTime) {
      return;
    }
    HistogramReduction reduction = layouts.reduction();
    if (stale) {
      addStale(into.lane());
    } else if (reduction == null) {
      int index = into.lane().add(layout, integer, hint(sample));
      System.arraycopy(
          numbers.last(), 0, into.lane().words(), into.lane().start(index), words(layout));
    } else {
      addReduced(reduction, hint(sample), into.lane());
    }
    into.addHistogram(
        time, Double.longBitsToDouble(numbers.last()[HistogramNumbers.SUM]), startTime);
  }

  private CounterResetHint hint(int sample) {
    if (header == CounterResetHint.GAUGE) {
      return CounterResetHint.GAUGE;
    }
    return sample == 0 ? CounterResetHint.UNKNOWN : CounterResetHint.NOT_RESET;
  }

  private static int words(HistogramLayout of) {
    return HistogramNumbers.BUCKETS + of.buckets();
  }

  private void addStale(HistogramLane lane) {
    int start = lane.start(lane.add(HistogramLayout.EMPTY, integer, CounterResetHint.UNKNOWN));
    lane.words()[start + HistogramNumbers.COUNT] = 0;
    lane.words()[start + HistogramNumbers.ZERO_COUNT] = 0;
    lane.words()[start + HistogramNumbers.SUM] = StaleMarker.BITS;
  }

  private void addReduced(HistogramReduction reduction, CounterResetHint hint, HistogramLane lane) {
    int fine = words(layout);
    if (reducedWords.length < fine) {
      reducedWords = new long[fine];
    }
    System.arraycopy(numbers.last(), 0, reducedWords, 0, fine);
    reduction.reduce(reducedWords, 0, integer);
    int index = lane.add(reduction.reduced(), integer, hint);
    System.arraycopy(reducedWords, 0, lane.words(), lane.start(index), words(reduction.reduced()));
  }
}
