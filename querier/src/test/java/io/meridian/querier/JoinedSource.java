package io.meridian.querier;

import io.meridian.model.LabelAnswer;
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
import io.meridian.tsdb.merge.ReplicaDedup;
import io.meridian.tsdb.merge.SamplePieces;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What scrapers delivered as a source without a fleet: every sample of every replica, joined. */
final class JoinedSource implements SeriesSource {
  private static final Set<String> OF_COUNTERS = Set.of("rate", "increase", "irate", "resets");

  private final Map<Labels, SamplePieces> series = new TreeMap<>();

  /** Adds what a replica has of a series, whose labels are those of all replicas. */
  void add(Labels labels, SampleBuffer samples) {
    series.computeIfAbsent(labels, _ -> new SamplePieces()).addPiece(samples);
  }

  @Override
  public SeriesCursor select(List<Matcher> matchers, SelectHints hints, QueryContext context) {
    Batch batch = new Batch();
    series.forEach((labels, pieces) -> {
      byte[] packed = labels.packed();
      if (matchers.stream().allMatch(m -> m.matchesSeries(packed, 0, packed.length))) {
        SampleBuffer joined = new SampleBuffer();
        new ReplicaDedup(ReplicaDedup.Algorithm.COVERAGE)
            .merge(pieces, OF_COUNTERS.contains(hints.function()), joined);
        batch.add(packed, joined, hints.range());
      }
    });
    List<SeriesBatch> left = new ArrayList<>();
    if (batch.size() > 0) {
      left.add(batch);
    }
    return new SeriesCursor() {
      @Override
      public Optional<SeriesBatch> next() {
        return left.isEmpty() ? Optional.empty() : Optional.of(left.removeFirst());
      }

      @Override
      public Outcome outcome() {
        return Outcome.FINAL;
      }

      @Override
      public void close() {}
    };
  }

  private static final class Batch implements SeriesBatch {
    private final List<SampleBuffer> samples = new ArrayList<>();
    private final List<Integer> ends = new ArrayList<>();
    private byte[] labels = {};

    void add(byte[] packed, SampleBuffer all, TimeRange range) {
      SampleBuffer in = new SampleBuffer();
      for (int i = 0; i < all.size(); i++) {
        if (range.contains(all.time(i))) {
          in.addAll(all, i, i + 1);
        }
      }
      if (in.size() > 0) {
        int from = labels.length;
        labels = Arrays.copyOf(labels, from + packed.length);
        System.arraycopy(packed, 0, labels, from, packed.length);
        ends.add(labels.length);
        samples.add(in);
      }
    }

    @Override
    public int size() {
      return samples.size();
    }

    @Override
    public byte[] labelBytes() {
      return labels;
    }

    @Override
    public int labelsFrom(int one) {
      return one == 0 ? 0 : ends.get(one - 1);
    }

    @Override
    public int labelsTo(int one) {
      return ends.get(one);
    }

    @Override
    public void readSamples(int one, SampleBuffer into) {
      into.addAll(samples.get(one), 0, samples.get(one).size());
    }

    @Override
    public void close() {}
  }

  @Override
  public LabelAnswer labelNames(
      List<Matcher> matchers, TimeRange range, int limit, QueryContext context) {
    throw new UnsupportedOperationException("no query asks for names");
  }

  @Override
  public LabelAnswer labelValues(
      String name, List<Matcher> matchers, TimeRange range, int limit, QueryContext context) {
    throw new UnsupportedOperationException("no query asks for values");
  }
}
