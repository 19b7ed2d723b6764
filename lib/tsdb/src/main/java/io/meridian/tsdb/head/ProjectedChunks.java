package io.meridian.tsdb.head;

import io.meridian.model.LabelBytes;
import io.meridian.model.SampleBuffer;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.block.ChunkBytes;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.XorTail;

/**
 * Selected series of a head in the order of their hashes, with few of their labels, and their
 * chunks: as {@link HeadChunks} has them, or one chunk of the last sample where that is all that is
 * wanted.
 */
final class ProjectedChunks implements ChunkSeriesCursor {
  private static final int SERIES_A_CHECK = 256;
  private static final int ONE_SAMPLE = 64;

  private final ReadView view;
  private final ProjectedSeries series;
  private final TimeRange range;
  private final SeriesReader reader;
  private final SeriesChunks chunks;
  private final ChunkBytes bytes = new ChunkBytes();
  private final LabelBytes labels = new LabelBytes();
  private final XorTail tail = new XorTail();
  private final byte[] single = new byte[ONE_SAMPLE];

  /** The current series. */
  private int at = -1;

  /** Whether of the current series the last sample is given alone. */
  private boolean last;

  private long lastTime;
  private long lastBits;
  private final SampleBuffer samples = new SampleBuffer();
  private boolean closed;

  /**
   * A walk before its first series.
   *
   * @param view held by this until it is closed
   * @param series closed with this
   */
  ProjectedChunks(
      HeadStore store,
      ReadView view,
      ProjectedSeries series,
      SeriesReader reader,
      TimeRange range) {
    this.view = view;
    this.series = series;
    this.reader = reader;
    this.range = range;
    chunks = new SeriesChunks(store.ranges(), view.number());
  }

  @Override
  public boolean next() {
    while (++at < series.size()) {
      if (at % SERIES_A_CHECK == 0) {
        series.context().check();
      }
      last = series.areLast() && findLast();
      if (last || findChunks()) {
        series.writeLabels(at, labels);
        return true;
      }
    }
    return false;
  }

  /** Finds the last sample of the range; returns whether it is a float. */
  private boolean findLast() {
    if (series.hasLast(at)) {
      lastTime = series.lastTime(at);
      lastBits = series.lastBits(at);
      return true;
    }
    samples.clear();
    reader.read(series.id(at), range.min(), range.max(), samples);
    int end = samples.size() - 1;
    if (end < 0 || samples.hasHistograms()) {
      return false;
    }
    lastTime = samples.time(end);
    lastBits = Double.doubleToRawLongBits(samples.value(end));
    return true;
  }

  private boolean findChunks() {
    chunks.clear();
    reader.read(series.id(at), range.min(), range.max(), chunks);
    return chunks.size() > 0;
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
  public int chunks() {
    return last ? 1 : chunks.size();
  }

  @Override
  public long chunkMinTime(int chunk) {
    return last ? lastTime : chunks.minTime(chunk);
  }

  @Override
  public long chunkMaxTime(int chunk) {
    return last ? lastTime : chunks.maxTime(chunk);
  }

  @Override
  public ChunkEncoding chunkEncoding(int chunk) {
    return last ? ChunkEncoding.XOR : chunks.encoding(chunk);
  }

  @Override
  public ChunkBytes chunk(int chunk) {
    if (last) {
      readLast();
    } else {
      chunks.read(chunk, bytes);
    }
    return bytes;
  }

  private void readLast() {
    tail.begin(single, 0);
    tail.append(lastTime, Double.longBitsToDouble(lastBits));
    XorTail.putCount(single, 0, 1);
    bytes.set(ChunkEncoding.XOR, single, 0, (int) ((tail.length() + 7) >>> 3));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      series.close();
      view.close();
    }
  }
}
