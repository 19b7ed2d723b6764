package io.meridian.cli.promql;

import io.meridian.model.LabelBytes;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SeriesBatch;
import java.util.ArrayList;
import java.util.List;

/** Some series of a merge, each with the places where its samples are. */
final class MergedBatch implements SeriesBatch {
  private final LabelBytes labels = new LabelBytes();
  private final List<Integer> ends = new ArrayList<>();
  private final List<List<Part>> parts = new ArrayList<>();

  /** A series in a batch below. */
  private record Part(SharedBatch batch, int series) {}

  /**
   * Adds what a batch has of a series.
   *
   * @param first whether the series is a new one, not the one that was added to last
   */
  void add(SharedBatch batch, int series, boolean first) {
    if (first) {
      SeriesBatch from = batch.series();
      labels.add(from.labelBytes(), from.labelsFrom(series), from.labelsTo(series));
      ends.add(labels.length());
      parts.add(new ArrayList<>(1));
    }
    batch.hold();
    parts.getLast().add(new Part(batch, series));
  }

  @Override
  public int size() {
    return ends.size();
  }

  @Override
  public byte[] labelBytes() {
    return labels.bytes();
  }

  @Override
  public int labelsFrom(int series) {
    return series == 0 ? 0 : ends.get(series - 1);
  }

  @Override
  public int labelsTo(int series) {
    return ends.get(series);
  }

  @Override
  public void readSamples(int series, SampleBuffer into) {
    List<Part> all = parts.get(series);
    if (all.size() == 1) {
      all.getFirst().batch.read(all.getFirst().series, into);
      return;
    }
    SampleBuffer whole = new SampleBuffer();
    for (Part part : all) {
      SampleBuffer more = new SampleBuffer();
      part.batch.read(part.series, more);
      whole = merged(whole, more);
    }
    into.addAll(whole, 0, whole.size());
  }

  /** Samples of both in the order of time; at the same time the first one's. */
  private static SampleBuffer merged(SampleBuffer one, SampleBuffer other) {
    SampleBuffer all = new SampleBuffer(one.size() + other.size());
    int at = 0;
    for (int i = 0; i < one.size(); i++) {
      while (at < other.size() && other.time(at) < one.time(i)) {
        all.addAll(other, at, ++at);
      }
      if (at < other.size() && other.time(at) == one.time(i)) {
        at++;
      }
      all.addAll(one, i, i + 1);
    }
    all.addAll(other, at, other.size());
    return all;
  }

  @Override
  public void close() {
    parts.forEach(all -> all.forEach(part -> part.batch.release()));
    parts.clear();
  }
}
