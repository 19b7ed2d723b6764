package io.meridian.storeapi.dial;

import com.carrotsearch.hppc.IntArrayList;
import io.meridian.model.HashedLabels;
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
  private final Spares spares;
  private final Room room;
  private final LabelBytes labels;
  private final IntArrayList labelEnds = new IntArrayList();
  private final WireBytes chunks;
  private final IntArrayList chunkEnds = new IntArrayList();

  /** How many bytes of each series' labels are a hash. */
  private final int hashed;

  /** What is charged for labels; for chunks that is in their room. */
  private long charged;

  private boolean closed;

  /**
   * A batch without series.
   *
   * @param labelBytes how much room for labels to begin with
   * @param reduced whether series have a hash before their labels, which nobody sees
   * @param spares gets the room for chunks back
   */
  FleetBatch(QueryContext context, int labelBytes, boolean reduced, Room room, Spares spares) {
    this.context = context;
    this.room = room;
    this.spares = spares;
    hashed = reduced ? HashedLabels.SIZE : 0;
    labels = new LabelBytes(Math.max(FIRST_BYTES, labelBytes));
    chunks = room.chunks.clear();
  }

  /** What batches have one after the other: room for chunks, and what reads them. */
  static final class Room {
    private final WireBytes chunks = new WireBytes(FIRST_BYTES);
    private final SeriesSamples samples;

    /** What the query is charged for it. */
    private long charged;

    Room(SelectHints hints, FleetQuery query) {
      samples = new SeriesSamples(hints, query);
    }

    void release(QueryContext context) {
      context.release(charged);
      charged = 0;
    }
  }

  /** Takes room that is not needed any more; called by any thread. */
  @FunctionalInterface
  interface Spares {
    void giveBack(Room room);
  }

  /** How many bytes of labels there are. */
  int labelsSize() {
    return labels.length();
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
            labelsFrom(last) - hashed,
            labelsTo(last),
            series.labelBytes(),
            series.labelsFrom(),
            series.labelsTo());
  }

  private void charge() {
    charged = charge(labels.bytes().length, charged);
    room.charged = charge(chunks.bytes().length, room.charged);
  }

  private long charge(long held, long before) {
    if (held > before) {
      context.charge(held - before);
    }
    return Math.max(held, before);
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
    return hashed + (series == 0 ? 0 : labelEnds.get(series - 1));
  }

  @Override
  public int labelsTo(int series) {
    return labelEnds.get(series);
  }

  @Override
  public void readSamples(int series, SampleBuffer into) {
    int from = series == 0 ? 0 : chunkEnds.get(series - 1);
    room.samples.read(chunks.bytes(), from, chunkEnds.get(series), into);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      context.release(charged);
      spares.giveBack(room);
    }
  }
}
