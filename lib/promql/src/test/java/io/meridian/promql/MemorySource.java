package io.meridian.promql;

import io.meridian.model.LabelAnswer;
import io.meridian.model.LabelBytes;
import io.meridian.model.Labels;
import io.meridian.model.Matcher;
import io.meridian.model.Outcome;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import io.meridian.model.SeriesSource;
import io.meridian.model.TimeRange;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Series in memory, one a batch of three. */
final class MemorySource implements SeriesSource {
  private static final int BATCH = 3;

  private final Map<Labels, SampleBuffer> series = new TreeMap<>();

  MemorySource add(Labels labels, long start, long step, double... values) {
    SampleBuffer samples = new SampleBuffer();
    for (int i = 0; i < values.length; i++) {
      samples.add(start + i * step, values[i]);
    }
    series.put(labels, samples);
    return this;
  }

  MemorySource add(Labels labels, SampleBuffer samples) {
    series.put(labels, samples);
    return this;
  }

  @Override
  public SeriesCursor select(List<Matcher> matchers, SelectHints hints, QueryContext context) {
    List<Labels> found =
        series.keySet().stream()
            .filter(labels ->
                matchers.stream()
                    .allMatch(m -> m.matchesSeries(labels.packed(), 0, labels.packed().length)))
            .toList();
    Iterator<Integer> starts =
        IntStream.iterate(0, i -> i < found.size(), i -> i + BATCH).iterator();
    return new SeriesCursor() {
      @Override
      public Optional<SeriesBatch> next() {
        if (!starts.hasNext()) {
          return Optional.empty();
        }
        int from = starts.next();
        return Optional.of(
            new Batch(found.subList(from, Math.min(found.size(), from + BATCH)), hints.range()));
      }

      @Override
      public Outcome outcome() {
        return Outcome.FINAL;
      }

      @Override
      public void close() {}
    };
  }

  private final class Batch implements SeriesBatch {
    private final List<Labels> found;
    private final TimeRange range;
    private final byte[] bytes;
    private final int[] ends;

    Batch(List<Labels> found, TimeRange range) {
      this.found = found;
      this.range = range;
      LabelBytes all = new LabelBytes();
      ends = new int[found.size()];
      for (int i = 0; i < ends.length; i++) {
        all.add(found.get(i).packed(), 0, found.get(i).packed().length);
        ends[i] = all.length();
      }
      bytes = all.bytes();
    }

    @Override
    public int size() {
      return found.size();
    }

    @Override
    public byte[] labelBytes() {
      return bytes;
    }

    @Override
    public int labelsFrom(int index) {
      return index == 0 ? 0 : ends[index - 1];
    }

    @Override
    public int labelsTo(int index) {
      return ends[index];
    }

    @Override
    public void readSamples(int index, SampleBuffer into) {
      SampleBuffer all = series.getOrDefault(found.get(index), new SampleBuffer());
      for (int i = 0; i < all.size(); i++) {
        if (range.contains(all.time(i))) {
          into.addAll(all, i, i + 1);
        }
      }
    }

    @Override
    public void close() {}
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
}
