package io.meridian.tsdb.store;

import io.meridian.model.PackedLabels;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SeriesBatch;
import io.meridian.tsdb.merge.SamplePieces;
import io.meridian.tsdb.merge.SampleUnion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Some series, each with its parts from one or more sources. */
final class JoinedBatch implements SeriesBatch {
  private final HeldSources sources;
  private final List<HeldBatch> parts = new ArrayList<>();
  private final Set<HeldBatch> held = new LinkedHashSet<>();
  private final SamplePieces pieces = new SamplePieces();
  private final SampleUnion union = new SampleUnion();
  private byte[] labels = new byte[4 << 10];
  private int[] labelsTo = new int[16];
  private int[] partsTo = new int[16];
  private int[] places = new int[32];
  private int size;
  private boolean closed;

  JoinedBatch(HeldSources sources) {
    this.sources = sources;
    sources.hold();
  }

  /** Begins a series with the labels of one of its parts. */
  void begin(SeriesBatch of, int place) {
    int from = size == 0 ? 0 : labelsTo[size - 1];
    int length = of.labelsTo(place) - of.labelsFrom(place);
    if (from + length > labels.length) {
      labels = Arrays.copyOf(labels, Math.max(from + length, 2 * labels.length));
    }
    System.arraycopy(of.labelBytes(), of.labelsFrom(place), labels, from, length);
    if (size == labelsTo.length) {
      labelsTo = Arrays.copyOf(labelsTo, 2 * size);
      partsTo = Arrays.copyOf(partsTo, 2 * size);
    }
    labelsTo[size++] = from + length;
  }

  /** Adds a part to the series that was begun last. */
  void addPart(HeldBatch batch, int place) {
    if (held.add(batch)) {
      batch.hold();
    }
    if (parts.size() == places.length) {
      places = Arrays.copyOf(places, 2 * places.length);
    }
    places[parts.size()] = place;
    parts.add(batch);
    partsTo[size - 1] = parts.size();
  }

  /** Whether the series that was begun last has the same labels as another. */
  boolean lastHas(SeriesBatch of, int place) {
    return PackedLabels.equal(
        labels,
        labelsFrom(size - 1),
        labelsTo(size - 1),
        of.labelBytes(),
        of.labelsFrom(place),
        of.labelsTo(place));
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public byte[] labelBytes() {
    return labels;
  }

  @Override
  public int labelsFrom(int series) {
    return series == 0 ? 0 : labelsTo[series - 1];
  }

  @Override
  public int labelsTo(int series) {
    return labelsTo[series];
  }

  @Override
  public void readSamples(int series, SampleBuffer into) {
    int from = series == 0 ? 0 : partsTo[series - 1];
    int to = partsTo[series];
    if (to - from == 1) {
      parts.get(from).readSamples(places[from], into);
      return;
    }
    pieces.clear();
    for (int part = from; part < to; part++) {
      parts.get(part).readSamples(places[part], pieces.samples());
      pieces.endPiece();
    }
    union.merge(pieces, into);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      held.forEach(HeldBatch::letGo);
      sources.letGo();
    }
  }
}
