package io.meridian.storeapi.dial;

import com.carrotsearch.hppc.IntArrayList;
import io.meridian.model.LabelBytes;
import io.meridian.model.PackedLabels;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.storeapi.order.FinalSeries;
import io.meridian.storeapi.wire.WireBytes;

/** Some series with their chunks from all stores; samples are made when they are asked for. */
final class FleetBatch implements SeriesBatch {
  private static final int MOST_SERIES = 1024;
  private static final int MOST_BYTES = 2 << 20;

  private static final int FIRST_BYTES = 512;

  private final QueryContext context;
  private final SeriesSamples samples;
  private final LabelBytes labels;
  private final IntArrayList labelEnds = new IntArrayList();
  private final WireBytes chunks;
  private final IntArrayList chunkEnds = new IntArrayList();
  private long charged;

  /**
   * A batch without series.
   *
   * @param like what a batch before this one took; empty for the first
   */
  FleetBatch(SelectHints hints, FleetQuery query, QueryContext context, Size like) {
    this.context = context;
    labels = new LabelBytes(Math.max(FIRST_BYTES, like.labels()));
    chunks = new WireBytes(Math.max(FIRST_BYTES, like.chunks()));
    samples = new SeriesSamples(hints, query);
  }

  /** How many bytes of labels and of chunks. */
  record Size(int labels, int chunks) {
    static final Size NONE = new Size(0, 0);
  }

  /** What this batch takes. */
  Size bytes() {
    return new Size(labels.length(), chunks.length());
  }

  /** Whether another series has room. */
  boolean hasRoom() {
    return size() < MOST_SERIES && chunks.length() < MOST_BYTES;
  }

  /** Adds a series of a store, or more of the last one's chunks. */
  void add(FinalSeries series) {
    if (!isLast(series)) {
      labels.add(series.labelBytes(), series.labelsFrom(), series.labelsTo());
      labelEnds.add(labels.length());
      chunkEnds.add(chunks.length());
    }
    chunks.add(series.chunkBytes(), series.chunksFrom(), series.chunksTo());
    chunkEnds.set(size() - 1, chunks.length());
    charge();
  }

  /** Whether a series has the labels of the one that was added last. */
  boolean isLast(FinalSeries series) {
    int last = size() - 1;
    return last >= 0
        && PackedLabels.equal(
            labels.bytes(),
            labelsFrom(last),
            labelsTo(last),
            series.labelBytes(),
            series.labelsFrom(),
            series.labelsTo());
  }

  private void charge() {
    long held = (long) labels.bytes().length + chunks.bytes().length;
    if (held > charged) {
      context.charge(held - charged);
      charged = held;
    }
  }

  @Override
  public int size() {
    return labelEnds.size();
  }

  @Override
  public byte[] labelBytes() {
    return labels.bytes();
  }

  @Override
  public int labelsFrom(int series) {
    return series == 0 ? 0 : labelEnds.get(series - 1);
  }

  @Override
  public int labelsTo(int series) {
    return labelEnds.get(series);
  }

  @Override
  public void readSamples(int series, SampleBuffer into) {
    int from = series == 0 ? 0 : chunkEnds.get(series - 1);
    samples.read(chunks.bytes(), from, chunkEnds.get(series), into);
  }

  @Override
  public void close() {
    context.release(charged);
    charged = 0;
  }
}
