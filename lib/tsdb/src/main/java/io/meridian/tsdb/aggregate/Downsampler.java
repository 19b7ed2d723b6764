package io.meridian.tsdb.aggregate;

import io.meridian.model.HistogramLayout;
import io.meridian.model.SampleBuffer;
import io.meridian.model.StaleMarker;
import io.meridian.tsdb.chunk.AggregateChunkBuilder;
import io.meridian.tsdb.chunk.ChunkSink;
import java.util.Arrays;

/**
 * Makes aggregate chunks of a series' raw samples, byte for byte what Thanos makes of them.
 *
 * <p>Time is cut into windows of the resolution's length. A window's instant is its last
 * millisecond, or the last sample's in the batch if that is before; it holds the number, sum, least
 * and greatest of its samples, and the counter: the first sample of the batch, plus all increases
 * since (a value below the one before it is a reset, and an increase by itself). Stale markers and
 * other NaN are left out, as are samples that go back in time.
 *
 * <p>A batch becomes a chunk. Batches have about equal numbers of samples, so many that chunks have
 * 140 windows on average if a sample a minute is assumed, and reach to the end of their last
 * window. Native histograms and floats do not share a batch, nor do histograms whose zero threshold
 * or custom bounds differ; schemas meet in the coarsest of the batch.
 *
 * <p>Where all samples of a window are infinite, its least and greatest are, too (Thanos: the
 * largest finite double).
 *
 * <p>Aggregates of coarser resolution are made by {@link AggregateDownsampler}. Used by one thread
 * at a time; memory is kept from series to series.
 */
public final class Downsampler {
  /** Milliseconds; what Thanos assumes samples to be apart, too. */
  private static final long ASSUMED_INTERVAL = 60_000;

  private final long resolution;
  private final ChunkSink into;
  private final FloatWindows floats = new FloatWindows();
  private final HistogramWindows histograms = new HistogramWindows();
  private final AggregateChunkBuilder builder = new AggregateChunkBuilder();
  private long[] times = {};
  private double[] values = {};
  private int[] kept = {};

  /**
   * A downsampler.
   *
   * @param resolution length of the windows, milliseconds
   * @param into takes the aggregate chunks of a series in the order of time
   */
  public Downsampler(long resolution, ChunkSink into) {
    this.resolution = resolution;
    this.into = into;
  }

  /** Downsamples a series: all its samples, in ascending order of time. */
  public void downsample(SampleBuffer samples) {
    for (int from = 0; from < samples.size(); ) {
      boolean histogram = samples.laneIndex(from) >= 0;
      int to = histogram ? sameFamilyTo(samples, from) : floatsTo(samples, from);
      if (histogram) {
        addHistograms(samples, from, to);
      } else {
        addFloats(samples.times(), samples.values(), from, to);
      }
      from = to;
    }
  }

  private static int floatsTo(SampleBuffer samples, int from) {
    if (!samples.hasHistograms()) {
      return samples.size();
    }
    int to = from;
    while (to < samples.size() && samples.laneIndex(to) < 0) {
      to++;
    }
    return to;
  }

  private static int sameFamilyTo(SampleBuffer samples, int from) {
    HistogramLayout first = HistogramLayout.EMPTY;
    boolean any = false;
    int to = from;
    for (; to < samples.size() && samples.laneIndex(to) >= 0; to++) {
      if (!Double.isNaN(samples.value(to))) {
        HistogramLayout layout = samples.lane().layout(samples.laneIndex(to));
        if (any && !HistogramFamily.isShared(first, layout)) {
          return to;
        }
        first = layout;
        any = true;
      }
    }
    return to;
  }

  private void addFloats(long[] allTimes, double[] allValues, int allFrom, int allTo) {
    if (isClean(allTimes, allValues, allFrom, allTo)) {
      addCleanFloats(allTimes, allValues, allFrom, allTo);
      return;
    }
    int size = copyKept(allTimes, allValues, allFrom, allTo);
    int batch = size == 0 ? 0 : batchSize(times[0], times[size - 1], size);
    for (int from = 0; from < size; ) {
      int to = batchTo(times, from, batch, size);
      int end = from;
      for (int i = from; i < to; i++) {
        if (!Double.isNaN(values[i])) {
          times[end] = times[i];
          values[end++] = values[i];
        }
      }
      if (end > from) {
        flushFloats(times, values, from, end);
      }
      from = to;
    }
  }

  private static boolean isClean(long[] times, double[] values, int from, int to) {
    long last = Long.MIN_VALUE;
    for (int i = from; i < to; i++) {
      if (Double.isNaN(values[i]) || times[i] < last) {
        return false;
      }
      last = times[i];
    }
    return true;
  }

  private void addCleanFloats(long[] t, double[] v, int begin, int end) {
    int batch = batchSize(t[begin], t[end - 1], end - begin);
    for (int from = begin; from < end; ) {
      int to = batchTo(t, from, batch, end);
      flushFloats(t, v, from, to);
      from = to;
    }
  }

  private int batchSize(long minTime, long maxTime, int samples) {
    int chunks = ChunkTarget.chunks(minTime, maxTime, ASSUMED_INTERVAL, resolution, samples);
    return samples / chunks + 1;
  }

  private int batchTo(long[] t, int from, int batch, int end) {
    int to = Math.min(from + batch, end);
    long last = FloatWindows.windowEnd(t[to - 1], resolution);
    while (to < end && t[to] <= last) {
      to++;
    }
    return to;
  }

  private int copyKept(long[] allTimes, double[] allValues, int from, int to) {
    if (times.length < to - from) {
      times = new long[to - from];
      values = new double[to - from];
    }
    int size = 0;
    for (int i = from; i < to; i++) {
      boolean back = size > 0 && allTimes[i] < times[size - 1];
      if (!back && !StaleMarker.isStale(allValues[i])) {
        times[size] = allTimes[i];
        values[size++] = allValues[i];
      }
    }
    return size;
  }

  private void flushFloats(long[] t, double[] v, int from, int to) {
    floats.reset();
    floats.addRaw(t, v, from, to, resolution);
    floats.flush(builder, into);
  }

  private void addHistograms(SampleBuffer samples, int allFrom, int allTo) {
    int size = findKept(samples, allFrom, allTo);
    if (size == 0) {
      return;
    }
    int batch = batchSize(samples.time(kept[0]), samples.time(kept[size - 1]), size);
    for (int from = 0; from < size; ) {
      int to = Math.min(from + batch, size);
      long last = FloatWindows.windowEnd(samples.time(kept[to - 1]), resolution);
      while (to < size && samples.time(kept[to]) <= last) {
        to++;
      }
      flushHistograms(samples, from, to);
      from = to;
    }
  }

  private int findKept(SampleBuffer samples, int from, int to) {
    if (kept.length < to - from) {
      kept = Arrays.copyOf(kept, to - from);
    }
    int size = 0;
    for (int i = from; i < to; i++) {
      boolean back = size > 0 && samples.time(i) < samples.time(kept[size - 1]);
      if (!back && !StaleMarker.isStale(samples.value(i))) {
        kept[size++] = i;
      }
    }
    return size;
  }

  private void flushHistograms(SampleBuffer samples, int from, int to) {
    int end = from;
    for (int i = from; i < to; i++) {
      if (!Double.isNaN(samples.value(kept[i]))) {
        kept[end++] = kept[i];
      }
    }
    if (end > from) {
      histograms.reset();
      histograms.addRaw(samples, kept, from, end, resolution);
      histograms.flush(into);
    }
  }
}
