package io.meridian.bench;

import io.meridian.model.LabelAnswer;
import io.meridian.model.LabelBytes;
import io.meridian.model.Labels;
import io.meridian.model.Matcher;
import io.meridian.model.Outcome;
import io.meridian.model.PackedLabels;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import io.meridian.model.SeriesSource;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.XorEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Series of data set D in memory as XOR chunks of 120 samples, as a head has them: a source for a
 * query engine that costs as little as a source can, with decoding as the one thing that it can't
 * save. A metric is found by its name; other matchers are tested on the labels of its series.
 */
final class ChunkStore implements SeriesSource {
  static final int CHUNK_SAMPLES = 120;

  private static final int BATCH = 1024;
  private static final byte[] NAME = Labels.METRIC_NAME.getBytes(StandardCharsets.UTF_8);

  /** Packed labels of all series, in their order. */
  private final LabelBytes labels = new LabelBytes();

  private final int[] labelEnds;
  private final int chunksPerSeries;
  private final byte[][] chunks;
  private final long[] firstTimes;
  private final long[] lastTimes;

  /** The first series of each metric, and behind the last one. */
  private final List<Integer> metrics = new ArrayList<>();

  /**
   * Encodes some series of a data set.
   *
   * @param numbers of the series, in any order
   * @param start Unix milliseconds
   * @param samples how many each has
   */
  ChunkStore(DataSetD data, IntStream numbers, long start, int samples) {
    record Named(Labels labels, int number) {}
    List<Named> series =
        numbers
            .mapToObj(number -> new Named(data.labels(number), number))
            .sorted(Comparator.comparing(Named::labels))
            .toList();
    labelEnds = new int[series.size()];
    chunksPerSeries = (samples + CHUNK_SAMPLES - 1) / CHUNK_SAMPLES;
    chunks = new byte[series.size() * chunksPerSeries][];
    firstTimes = new long[chunks.length];
    lastTimes = new long[chunks.length];
    String metric = "";
    long[] times = new long[samples];
    double[] values = new double[samples];
    XorEncoder encoder = new XorEncoder();
    for (int i = 0; i < series.size(); i++) {
      Labels set = series.get(i).labels();
      labels.add(set.packed(), 0, set.packed().length);
      labelEnds[i] = labels.length();
      String name = set.get(Labels.METRIC_NAME).orElseThrow();
      if (!name.equals(metric)) {
        metrics.add(i);
        metric = name;
      }
      data.samples(series.get(i).number(), start, samples, times, values);
      encode(encoder, i, times, values);
    }
    metrics.add(series.size());
  }

  private void encode(XorEncoder encoder, int series, long[] times, double[] values) {
    for (int c = 0; c < chunksPerSeries; c++) {
      int from = c * CHUNK_SAMPLES;
      int to = Math.min(times.length, from + CHUNK_SAMPLES);
      encoder.reset();
      for (int i = from; i < to; i++) {
        encoder.append(times[i], values[i]);
      }
      int at = series * chunksPerSeries + c;
      chunks[at] = Arrays.copyOf(encoder.bytes(), encoder.length());
      firstTimes[at] = times[from];
      lastTimes[at] = times[to - 1];
    }
  }

  /** The bytes of a sample. */
  double bytesPerSample(int samples) {
    long bytes = Arrays.stream(chunks).mapToLong(chunk -> chunk.length).sum();
    return (double) bytes / labelEnds.length / samples;
  }

  private int labelsFrom(int series) {
    return series == 0 ? 0 : labelEnds[series - 1];
  }

  @Override
  public SeriesCursor select(List<Matcher> matchers, SelectHints hints, QueryContext context) {
    return new Pass(matchers, hints.range());
  }

  @Override
  public LabelAnswer labelNames(
      List<Matcher> matchers, TimeRange range, int limit, QueryContext context) {
    throw new UnsupportedOperationException();
  }

  @Override
  public LabelAnswer labelValues(
      String name, List<Matcher> matchers, TimeRange range, int limit, QueryContext context) {
    throw new UnsupportedOperationException();
  }

  /** One pass over the metrics that match. */
  private final class Pass implements SeriesCursor {
    private final List<Matcher> ofName;
    private final List<Matcher> others;
    private final TimeRange range;
    private int metric;
    private int next;

    Pass(List<Matcher> matchers, TimeRange range) {
      ofName = matchers.stream().filter(m -> m.name().equals(Labels.METRIC_NAME)).toList();
      others = matchers.stream().filter(m -> !m.name().equals(Labels.METRIC_NAME)).toList();
      this.range = range;
    }

    @Override
    public Optional<SeriesBatch> next() {
      int[] found = new int[BATCH];
      int count = 0;
      while (count < BATCH && metric < metrics.size() - 1) {
        int end = metrics.get(metric + 1);
        if (next == end || (next == metrics.get(metric) && !nameMatches())) {
          next = end;
          metric++;
          continue;
        }
        if (others.isEmpty() || othersMatch()) {
          found[count++] = next;
        }
        next++;
      }
      return count == 0 ? Optional.empty() : Optional.of(new Batch(found, count, range));
    }

    private boolean nameMatches() {
      byte[] bytes = labels.bytes();
      int at = PackedLabels.find(bytes, labelsFrom(next), labelEnds[next], NAME);
      int length = PackedLabels.length(bytes, at);
      int from = at + PackedLabels.lengthSize(length);
      return ofName.stream().allMatch(matcher -> matcher.matches(bytes, from, from + length));
    }

    private boolean othersMatch() {
      for (Matcher matcher : others) {
        if (!matcher.matchesSeries(labels.bytes(), labelsFrom(next), labelEnds[next])) {
          return false;
        }
      }
      return true;
    }

    @Override
    public Outcome outcome() {
      return Outcome.FINAL;
    }

    @Override
    public void close() {}
  }

  /** Some of the series that were found. */
  private final class Batch implements SeriesBatch {
    private final int[] found;
    private final int size;
    private final TimeRange range;
    private final ChunkDecoder decoder = new ChunkDecoder();

    Batch(int[] found, int size, TimeRange range) {
      this.found = found;
      this.size = size;
      this.range = range;
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public byte[] labelBytes() {
      return labels.bytes();
    }

    @Override
    public int labelsFrom(int series) {
      return ChunkStore.this.labelsFrom(found[series]);
    }

    @Override
    public int labelsTo(int series) {
      return labelEnds[found[series]];
    }

    @Override
    public void readSamples(int series, SampleBuffer into) {
      int first = found[series] * chunksPerSeries;
      for (int at = first; at < first + chunksPerSeries; at++) {
        if (lastTimes[at] < range.min() || firstTimes[at] > range.max()) {
          continue;
        }
        byte[] chunk = chunks[at];
        if (firstTimes[at] >= range.min() && lastTimes[at] <= range.max()) {
          decoder.decode(ChunkEncoding.XOR, chunk, 0, chunk.length, into);
        } else {
          decoder.decode(ChunkEncoding.XOR, chunk, 0, chunk.length, range.min(), range.max(), into);
        }
      }
    }

    @Override
    public void close() {}
  }
}
