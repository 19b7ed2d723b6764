package io.meridian.tsdb.head;

import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SeriesBatch;
import io.meridian.model.TimeRange;
import java.util.Arrays;

/** Some series of a head: labels copied out, samples read when asked for. */
final class HeadBatch implements SeriesBatch {
  private final ReadView view;
  private final SeriesReader reader;
  private final int[] ids;
  private final TimeRange range;
  private final QueryContext context;
  private final int[] ends;
  private byte[] labels = new byte[4 << 10];
  private long charged;
  private boolean closed;

  /**
   * A batch of no labels yet.
   *
   * @param view held by the batch until it is closed
   */
  HeadBatch(
      HeadStore store,
      ReadView view,
      int[] ids,
      int from,
      int to,
      TimeRange range,
      QueryContext context) {
    this.view = view;
    this.reader = store.reader(view);
    this.ids = Arrays.copyOfRange(ids, from, to);
    this.ends = new int[to - from];
    this.range = range;
    this.context = context;
  }

  /** Copies the labels of all series; they count against the query's budget until it is closed. */
  void readLabels(HeadEntries entries) {
    int at = 0;
    entries.expect(ids, 0, ids.length);
    for (int i = 0; i < ids.length; i++) {
      entries.read(ids[i]);
      byte[] packed = entries.labelBytes();
      int length = entries.labelsTo();
      if (at + length > labels.length) {
        labels = Arrays.copyOf(labels, Math.max(at + length, 2 * labels.length));
      }
      System.arraycopy(packed, 0, labels, at, length);
      at += length;
      ends[i] = at;
    }
    context.charge(labels.length);
    charged = labels.length;
  }

  @Override
  public int size() {
    return ids.length;
  }

  @Override
  public byte[] labelBytes() {
    return labels;
  }

  @Override
  public int labelsFrom(int series) {
    return series == 0 ? 0 : ends[series - 1];
  }

  @Override
  public int labelsTo(int series) {
    return ends[series];
  }

  @Override
  public void readSamples(int series, SampleBuffer into) {
    reader.read(ids[series], range.min(), range.max(), into);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      context.release(charged);
      view.close();
    }
  }
}
