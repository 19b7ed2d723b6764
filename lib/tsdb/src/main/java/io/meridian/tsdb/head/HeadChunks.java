package io.meridian.tsdb.head;

import io.meridian.model.TimeRange;
import io.meridian.tsdb.block.ChunkBytes;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.chunk.ChunkEncoding;

/**
 * Selected series of a head in label order with their chunks, as they lie there where a series'
 * samples came in order. A series that has out of order samples gets chunks made of those in the
 * range. Where labels alone are wanted a series' chunks are looked for when somebody asks for them
 * all the same.
 */
final class HeadChunks implements ChunkSeriesCursor {
  private static final int BATCH_SERIES = 256;

  private final HeadStore store;
  private final ReadView view;
  private final SelectedSeries selected;
  private final TimeRange range;
  private final boolean labelsOnly;
  private final SeriesReader reader;
  private final SeriesChunks chunks;
  private final ChunkBytes bytes = new ChunkBytes();

  /** The labels of the series that come next. */
  private HeadBatch labels;

  /** The next series of all. */
  private int next;

  /** The current series in its batch. */
  private int current;

  /** Whether the current series' chunks were looked for. */
  private boolean read;

  private boolean closed;

  /**
   * A walk before its first series.
   *
   * @param view held by this until it is closed
   * @param selected given back when this is closed
   * @param labelsOnly whether chunks will hardly be asked for
   */
  HeadChunks(
      HeadStore store,
      ReadView view,
      SelectedSeries selected,
      TimeRange range,
      boolean labelsOnly) {
    this.store = store;
    this.view = view;
    this.selected = selected;
    this.range = range;
    this.labelsOnly = labelsOnly;
    reader = store.reader(view);
    chunks = new SeriesChunks(store.ranges(), view.number());
    labels = batch(0, 0);
  }

  private HeadBatch batch(int from, int to) {
    return new HeadBatch(store, view.retain(), selected.ids(), from, to, range, selected.context());
  }

  @Override
  public boolean next() {
    while (next < selected.size()) {
      current++;
      if (current >= labels.size()) {
        readLabels();
      }
      next++;
      read = false;
      if (labelsOnly || chunks() > 0) {
        return true;
      }
    }
    return false;
  }

  private SeriesChunks found() {
    if (!read) {
      read = true;
      chunks.clear();
      reader.read(selected.ids()[next - 1], range.min(), range.max(), chunks);
    }
    return chunks;
  }

  private void readLabels() {
    selected.context().check();
    labels.close();
    labels = batch(next, Math.min(selected.size(), next + BATCH_SERIES));
    current = 0;
    store.labels().readLock().lock();
    try {
      labels.readLabels(store.entries());
    } finally {
      store.labels().readLock().unlock();
    }
  }

  @Override
  public byte[] labelBytes() {
    return labels.labelBytes();
  }

  @Override
  public int labelsFrom() {
    return labels.labelsFrom(current);
  }

  @Override
  public int labelsTo() {
    return labels.labelsTo(current);
  }

  @Override
  public int chunks() {
    return found().size();
  }

  @Override
  public long chunkMinTime(int chunk) {
    return found().minTime(chunk);
  }

  @Override
  public long chunkMaxTime(int chunk) {
    return found().maxTime(chunk);
  }

  @Override
  public ChunkEncoding chunkEncoding(int chunk) {
    return found().encoding(chunk);
  }

  @Override
  public ChunkBytes chunk(int chunk) {
    found().read(chunk, bytes);
    return bytes;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      labels.close();
      selected.close();
      view.close();
    }
  }
}
