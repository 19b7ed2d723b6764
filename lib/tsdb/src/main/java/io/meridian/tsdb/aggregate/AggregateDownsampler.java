package io.meridian.tsdb.aggregate;

import io.meridian.model.HistogramLayout;
import io.meridian.model.SampleBuffer;
import io.meridian.model.StaleMarker;
import io.meridian.tsdb.chunk.Aggregate;
import io.meridian.tsdb.chunk.AggregateChunk;
import io.meridian.tsdb.chunk.AggregateChunkBuilder;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.ChunkSink;
import java.util.Arrays;

/**
 * Makes aggregate chunks of a coarser resolution from a series' aggregate chunks, byte for byte
 * what Thanos makes of them.
 *
 * <p>Only whole chunks are combined, since a chunk's counter begins and ends with true values. A
 * window's count is the sum of counts, its sum the sum of sums, its least and greatest those of
 * them; the counter is first read with its resets taken out, and then treated as raw.
 *
 * <pre>
 *   for (each chunk of the series) downsampler.add(…);
 *   downsampler.finish();
 * </pre>
 *
 * <p>Used by one thread at a time; memory is kept from series to series.
 */
public final class AggregateDownsampler {
  private final long inputResolution;
  private final long resolution;
  private final ChunkSink into;
  private final ChunkDecoder decoder = new ChunkDecoder();
  private final AggregateChunk split = new AggregateChunk();
  private final AggregateChunkBuilder builder = new AggregateChunkBuilder();
  private final FloatWindows floats = new FloatWindows();
  private final HistogramWindows histograms = new HistogramWindows();
  private final CounterTotal counter = new CounterTotal();
  private final SampleBuffer decoded = new SampleBuffer();
  private final SampleBuffer samples = new SampleBuffer();
  private final Downsampler raw;

  private byte[] bytes = new byte[1024];
  private int used;
  private int chunks;
  private long[] minTimes = new long[8];
  private long[] maxTimes = new long[8];
  private int[] starts = new int[8];
  private int[] ends = new int[8];
  private int[] kept = {};

  /**
   * A downsampler.
   *
   * @param inputResolution length of the windows of the chunks that come in, milliseconds
   * @param resolution length of the windows to be made, a multiple of it
   * @param into takes the aggregate chunks of a series in the order of time
   */
  public AggregateDownsampler(long inputResolution, long resolution, ChunkSink into) {
    this.inputResolution = inputResolution;
    this.resolution = resolution;
    this.into = into;
    raw =
        new Downsampler(
            inputResolution,
            (encoding, minTime, maxTime, windows, data, from, to) ->
                addAggregates(minTime, maxTime, data, from, to));
  }

  /**
   * Sets what errors name from now on.
   *
   * @param name the block and series that chunks are part of
   */
  public void object(String name) {
    decoder.object(name, 0);
  }

  /**
   * Adds the next chunk of a series, in the order of time; its bytes are copied. A chunk of raw
   * samples, as Thanos once left them among aggregates, is downsampled to the resolution of the
   * aggregates first; one without a sample is passed over.
   *
   * @param minTime an aggregate chunk's first window's instant, as the index has it
   * @param maxTime its last window's
   * @throws io.meridian.model.CorruptDataException if the chunk is damaged
   */
  public void add(
      ChunkEncoding encoding, long minTime, long maxTime, byte[] data, int from, int to) {
    if (encoding == ChunkEncoding.AGGREGATE) {
      addAggregates(minTime, maxTime, data, from, to);
      return;
    }
    samples.clear();
    decoder.decode(encoding, data, from, to, samples);
    raw.downsample(samples);
  }

  private void addAggregates(long minTime, long maxTime, byte[] data, int from, int to) {
    split.split(data, from, to);
    if (chunks == starts.length) {
      minTimes = Arrays.copyOf(minTimes, 2 * chunks);
      maxTimes = Arrays.copyOf(maxTimes, 2 * chunks);
      starts = Arrays.copyOf(starts, 2 * chunks);
      ends = Arrays.copyOf(ends, 2 * chunks);
    }
    int end = Math.addExact(used, to - from);
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
    }
    System.arraycopy(data, from, bytes, used, to - from);
    minTimes[chunks] = minTime;
    maxTimes[chunks] = maxTime;
    starts[chunks] = used;
    ends[chunks] = end;
    used = end;
    chunks++;
  }

  /** Downsamples the chunks added since the last call. */
  public void finish() {
    for (int from = 0; from < chunks; ) {
      int to = from + 1;
      while (to < chunks && belongTogether(from, to)) {
        to++;
      }
      downsample(from, to);
      from = to;
    }
    used = 0;
    chunks = 0;
  }

  private boolean belongTogether(int chunk, int other) {
    boolean histogram = isHistogram(chunk);
    if (histogram != isHistogram(other)) {
      return false;
    }
    return !histogram || HistogramFamily.isShared(layout(chunk), layout(other));
  }

  private boolean isHistogram(int chunk) {
    split.split(bytes, starts[chunk], ends[chunk]);
    return split.has(Aggregate.COUNTER) && split.encoding(Aggregate.COUNTER).isHistogram();
  }

  private HistogramLayout layout(int chunk) {
    decoded.clear();
    decode(Aggregate.COUNTER, chunk, minTimes[chunk]);
    return decoded.hasHistograms() ? decoded.lane().layout(0) : HistogramLayout.EMPTY;
  }

  private void decode(Aggregate aggregate, int chunk, long maxTime) {
    decoder.decode(aggregate, bytes, starts[chunk], ends[chunk], Long.MIN_VALUE, maxTime, decoded);
  }

  private void downsample(int from, int to) {
    int windows = 0;
    for (int chunk = from; chunk < to; chunk++) {
      windows += decoder.count(Aggregate.COUNT, bytes, starts[chunk], ends[chunk]);
    }
    int target =
        ChunkTarget.chunks(minTimes[from], maxTimes[to - 1], inputResolution, resolution, windows);
    int batch = Math.max(1, (to - from) / target);
    boolean histogram = isHistogram(from);
    for (int at = from; at < to; at += batch) {
      int end = Math.min(at + batch, to);
      if (histogram) {
        downsampleHistograms(at, end);
      } else {
        downsampleFloats(at, end);
      }
    }
  }

  private void downsampleFloats(int from, int to) {
    floats.reset();
    for (Aggregate aggregate : AGGREGATES) {
      if (aggregate == Aggregate.COUNTER) {
        addCounter(from, to);
      } else {
        load(aggregate, from, to);
        floats.addAggregate(
            aggregate, samples.times(), samples.values(), samples.size(), resolution);
      }
    }
    floats.flush(builder, into);
  }

  private void addCounter(int from, int to) {
    counter.clear();
    for (int chunk = from; chunk < to; chunk++) {
      decoded.clear();
      decode(Aggregate.COUNTER, chunk, Long.MAX_VALUE);
      counter.add(decoded, 0, decoded.size());
    }
    floats.addCounter(
        counter.times(), counter.totals(), counter.size(), counter.lastValue(), resolution);
  }

  private void downsampleHistograms(int from, int to) {
    histograms.reset();
    load(Aggregate.COUNTER, from, to);
    if (samples.size() > 0) {
      histograms.addCounters(samples, kept, 0, samples.size(), resolution);
    }
    load(Aggregate.SUM, from, to);
    if (samples.size() > 0) {
      histograms.addSums(samples, kept, 0, samples.size(), resolution);
    }
    load(Aggregate.COUNT, from, to);
    histograms.addCounts(samples, resolution);
    histograms.flush(into);
  }

  /** Reads one aggregate of some chunks; stale markers and steps back in time are left out. */
  private void load(Aggregate aggregate, int from, int to) {
    samples.clear();
    for (int chunk = from; chunk < to; chunk++) {
      decoded.clear();
      decode(aggregate, chunk, Long.MAX_VALUE);
      for (int i = 0; i < decoded.size(); i++) {
        int size = samples.size();
        boolean back = size > 0 && decoded.time(i) < samples.time(size - 1);
        if (!back && !StaleMarker.isStale(decoded.value(i))) {
          samples.addAll(decoded, i, i + 1);
        }
      }
    }
    while (kept.length < samples.size()) {
      int length = kept.length;
      kept = Arrays.copyOf(kept, Math.max(64, 2 * length));
      for (int i = length; i < kept.length; i++) {
        kept[i] = i;
      }
    }
  }

  private static final Aggregate[] AGGREGATES = Aggregate.values();
}
