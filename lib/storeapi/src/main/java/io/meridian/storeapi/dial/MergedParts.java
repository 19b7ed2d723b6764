package io.meridian.storeapi.dial;

import io.meridian.model.LabelBytes;
import io.meridian.model.PackedLabels;
import io.meridian.model.QueryContext;
import io.meridian.model.TimeRange;
import io.meridian.storeapi.order.FinalSeries;
import io.meridian.storeapi.wire.WireBytes;

/**
 * Series that come in parts, from several stores or several messages, as one each: their chunks in
 * order of time, those that came twice once. Holds one series. For one thread.
 */
public final class MergedParts implements FinalSeries {
  private final FinalSeries input;
  private final QueryContext context;
  private final ChunkSet set = new ChunkSet("series of the fleet");
  private final LabelBytes labels = new LabelBytes();
  private WireBytes chunks = new WireBytes();
  private WireBytes sorted = new WireBytes();
  private boolean begun;
  private boolean waiting;
  private long charged;

  /** Parts of series, which are closed with this. */
  public MergedParts(FinalSeries input, QueryContext context) {
    this.input = input;
    this.context = context;
  }

  @Override
  public boolean next() {
    if (!begun) {
      begun = true;
      waiting = input.next();
    }
    if (!waiting) {
      return false;
    }
    labels.clear().add(input.labelBytes(), input.labelsFrom(), input.labelsTo());
    chunks.clear();
    int parts = 0;
    do {
      chunks.add(input.chunkBytes(), input.chunksFrom(), input.chunksTo());
      charge();
      parts++;
      waiting = input.next();
    } while (waiting && isSame());
    if (parts > 1) {
      sort();
    }
    return true;
  }

  private boolean isSame() {
    return PackedLabels.equal(
        labels.bytes(),
        0,
        labels.length(),
        input.labelBytes(),
        input.labelsFrom(),
        input.labelsTo());
  }

  private void charge() {
    long held = (long) chunks.bytes().length + sorted.bytes().length;
    if (held > charged) {
      context.charge(held - charged);
      charged = held;
    }
  }

  private void sort() {
    set.read(chunks.bytes(), 0, chunks.length(), TimeRange.ALL);
    sorted.clear();
    for (int i = 0; i < set.size(); i++) {
      sorted.add(chunks.bytes(), set.from(i), set.to(i));
    }
    WireBytes parts = chunks;
    chunks = sorted;
    sorted = parts;
    charge();
  }

  @Override
  public byte[] labelBytes() {
    return labels.bytes();
  }

  @Override
  public int labelsFrom() {
    return 0;
  }

  @Override
  public int labelsTo() {
    return labels.length();
  }

  @Override
  public byte[] chunkBytes() {
    return chunks.bytes();
  }

  @Override
  public int chunksFrom() {
    return 0;
  }

  @Override
  public int chunksTo() {
    return chunks.length();
  }

  @Override
  public void close() {
    context.release(charged);
    charged = 0;
    input.close();
  }
}
