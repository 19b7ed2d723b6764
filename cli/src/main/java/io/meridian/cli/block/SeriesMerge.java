package io.meridian.cli.block;

import io.meridian.model.PackedLabels;
import io.meridian.model.SampleBuffer;
import java.util.ArrayList;
import java.util.List;

/** Walks over the series of some blocks side by side, in label order. */
final class SeriesMerge implements AutoCloseable {
  private final List<SampleSeries> sources = new ArrayList<>();
  private final List<SampleSeries> current = new ArrayList<>();
  private final List<SampleBuffer> buffers = new ArrayList<>();
  private final Selection selection;

  /** A walk over sources that stand before their first series; they belong to it from now on. */
  SeriesMerge(List<SampleSeries> sources, Selection selection) {
    this.selection = selection;
    this.sources.addAll(sources);
    this.current.addAll(sources);
  }

  /** Moves to the next series; false at the end. */
  boolean next() {
    do {
      leaveCurrent();
      for (SampleSeries source : sources) {
        int order = current.isEmpty() ? 0 : compare(source, current.get(0));
        if (order < 0) {
          current.clear();
        }
        if (order <= 0) {
          current.add(source);
        }
      }
    } while (!current.isEmpty() && !selection.holds(labelBytes(), labelsFrom(), labelsTo()));
    return !current.isEmpty();
  }

  private void leaveCurrent() {
    for (SampleSeries source : current) {
      if (!source.next()) {
        source.close();
        sources.remove(source);
      }
    }
    current.clear();
  }

  private static int compare(SampleSeries a, SampleSeries b) {
    return PackedLabels.compare(
        a.labelBytes(), a.labelsFrom(), a.labelsTo(), b.labelBytes(), b.labelsFrom(), b.labelsTo());
  }

  byte[] labelBytes() {
    return current.get(0).labelBytes();
  }

  int labelsFrom() {
    return current.get(0).labelsFrom();
  }

  int labelsTo() {
    return current.get(0).labelsTo();
  }

  /** The current series' samples, a column for each block that has it; reused by the next call. */
  List<SampleBuffer> samples() {
    while (buffers.size() < current.size()) {
      buffers.add(new SampleBuffer());
    }
    for (int i = 0; i < current.size(); i++) {
      buffers.get(i).clear();
      current.get(i).readSamples(buffers.get(i));
    }
    return buffers.subList(0, current.size());
  }

  @Override
  public void close() {
    sources.forEach(SampleSeries::close);
  }
}
