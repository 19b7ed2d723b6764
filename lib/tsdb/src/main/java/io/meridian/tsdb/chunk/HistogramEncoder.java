package io.meridian.tsdb.chunk;

import io.meridian.model.CounterResetHint;
import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramLayout;
import io.meridian.model.SampleBuffer;
import io.meridian.model.StaleMarker;
import java.util.Arrays;

/**
 * Writes chunks of native histograms, whose format {@link HistogramDecoder} shows, by the rules of
 * {@link ChunkFit}: byte for byte what Prometheus' appender writes. Reused from chunk to chunk; one
 * thread at a time.
 *
 * <p>A histogram with buckets that the chunk lacks makes it write all its samples anew. Otherwise
 * appending allocates only when the chunk outgrows all before it.
 */
public final class HistogramEncoder {
  private static final int HEADER = 3;

  private final ChunkEncoding encoding;
  private final boolean integer;
  private final BitWriter out = new BitWriter();
  private final HistogramNumbers numbers;
  private final StartTimesWriter startTimes = new StartTimesWriter();
  private final ChunkFit fit = new ChunkFit();
  private final HistogramDecoder ownDecoder;
  private final SampleBuffer ownSamples = new SampleBuffer();
  private long[] spread = {};

  private CounterResetHint header = CounterResetHint.UNKNOWN;
  private HistogramLayout layout = HistogramLayout.EMPTY;
  private int count;
  private long time;
  private long step;

  /**
   * An encoder with an empty chunk.
   *
   * @param encoding one of the encodings of histograms
   */
  public HistogramEncoder(ChunkEncoding encoding) {
    if (!encoding.isHistogram()) {
      throw new IllegalArgumentException(encoding + " holds no histograms");
    }
    this.encoding = encoding;
    integer = encoding == ChunkEncoding.HISTOGRAM || encoding == ChunkEncoding.HISTOGRAM_ST;
    numbers = integer ? new IntNumbers() : new FloatNumbers();
    ownDecoder = new HistogramDecoder(new ChunkOrigin(), encoding);
    reset(CounterResetHint.UNKNOWN);
  }

  public ChunkEncoding encoding() {
    return encoding;
  }

  /**
   * Begins an empty chunk.
   *
   * @param newHeader whether the chunk holds gauges, else what is known of a reset before its first
   *     sample
   */
  public void reset(CounterResetHint newHeader) {
    out.reset(HEADER);
    startTimes.reset();
    header = newHeader;
    layout = HistogramLayout.EMPTY;
    count = 0;
    time = 0;
    step = 0;
  }

  /**
   * Begins with the samples of a chunk, to be continued.
   *
   * @throws io.meridian.model.CorruptDataException if the bytes are no chunk of this encoding
   */
  public void resume(byte[] data, int from, int to) {
    ownDecoder.reset(data, from, to);
    ownSamples.clear();
    ownDecoder.decode(Long.MIN_VALUE, Long.MAX_VALUE, ownSamples);
    reset(ownDecoder.header());
    for (int i = 0; i < ownSamples.size(); i++) {
      appendAsItIs(
          ownSamples.time(i), ownSamples.startTime(i), ownSamples.lane(), ownSamples.laneIndex(i));
    }
  }

  /**
   * Appends a histogram if it fits. The first one always does. Times may go back and repeat; it is
   * for the caller to keep them in order.
   *
   * @param sampleTime Unix milliseconds
   * @param startTime Unix milliseconds; 0 where it is unknown. Left out by encodings without start
   *     timestamps
   * @return whether it fitted; where it did not, {@link #successor} is the header of the chunk that
   *     it is to begin
   * @throws IllegalArgumentException if the histogram is of the other kind, integer or float
   * @throws IllegalStateException if the chunk is full
   */
  public boolean append(long sampleTime, long startTime, HistogramLane lane, int index) {
    checkRoom(lane, index);
    if (count > 0) {
      if (!fit.fits(layout, header, numbers.last(), lane, index)) {
        return false;
      }
      if (!fit.hasSameBuckets()) {
        appendSpread(sampleTime, startTime, lane, index);
        return true;
      }
    }
    appendAsItIs(sampleTime, startTime, lane, index);
    return true;
  }

  /**
   * What the header of a chunk is to say that begins with a histogram and follows this chunk:
   * gauge, or what is known of a reset between the two.
   */
  public CounterResetHint successor(HistogramLane lane, int index) {
    CounterResetHint hint = lane.hint(index);
    if (hint == CounterResetHint.GAUGE || hint == CounterResetHint.RESET) {
      return hint;
    }
    if (count == 0 || lane.isInteger(index) != integer) {
      return CounterResetHint.UNKNOWN;
    }
    fit.fits(layout, header, numbers.last(), lane, index);
    return fit.successor();
  }

  private void checkRoom(HistogramLane lane, int index) {
    if (lane.isInteger(index) != integer) {
      throw new IllegalArgumentException("a chunk of " + encoding.label() + " holds no other kind");
    }
    if (count == mostSamples()) {
      throw new IllegalStateException("a chunk holds at most " + count + " samples");
    }
  }

  private int mostSamples() {
    return encoding.hasStartTimes() ? (1 << 14) - 1 : (1 << 16) - 1;
  }

  private void appendSpread(long sampleTime, long startTime, HistogramLane lane, int index) {
    if (fit.isWidened()) {
      widen();
    }
    fit.spreadNext(lane, index, cleared());
    write(sampleTime, startTime, spread, 0);
  }

  /** Writes all samples anew with the joint layout. */
  private void widen() {
    ownDecoder.reset(bytes(), 0, length());
    ownSamples.clear();
    ownDecoder.decode(Long.MIN_VALUE, Long.MAX_VALUE, ownSamples);
    HistogramLayout narrow = layout;
    reset(header);
    layout = fit.layout();
    HistogramLane lane = ownSamples.lane();
    for (int i = 0; i < ownSamples.size(); i++) {
      fit.spreadChunk(lane.words(), lane.start(i), narrow, cleared());
      write(ownSamples.time(i), ownSamples.startTime(i), spread, 0);
    }
  }

  private long[] cleared() {
    int words = HistogramNumbers.BUCKETS + layout.buckets();
    if (spread.length < words) {
      spread = new long[Math.max(words, spread.length * 2)];
    } else {
      Arrays.fill(spread, 0, words, 0);
    }
    return spread;
  }

  /**
   * Appends a histogram that has the chunk's layout or is a stale marker, without further checks.
   */
  void appendAsItIs(long sampleTime, long startTime, HistogramLane lane, int index) {
    if (count == 0) {
      layout = lane.layout(index);
    }
    if (lane.words()[lane.start(index) + HistogramNumbers.SUM] == StaleMarker.BITS) {
      writeStale(sampleTime, startTime);
    } else {
      write(sampleTime, startTime, lane.words(), lane.start(index));
    }
  }

  private void write(long sampleTime, long startTime, long[] words, int at) {
    if (count == 0) {
      LayoutWriter.write(out, layout);
      out.vbi(sampleTime);
      numbers.writeFirst(out, words, at, layout.positive().buckets(), layout.negative().buckets());
    } else {
      writeStep(sampleTime);
      numbers.writeNext(out, words, at);
    }
    finish(sampleTime, startTime);
  }

  private void writeStale(long sampleTime, long startTime) {
    if (count == 0) {
      layout = HistogramLayout.EMPTY;
      write(sampleTime, startTime, STALE, 0);
      return;
    }
    writeStep(sampleTime);
    numbers.writeStale(out);
    finish(sampleTime, startTime);
  }

  private static final long[] STALE = {0, 0, StaleMarker.BITS};

  private void writeStep(long sampleTime) {
    long nextStep = sampleTime - time;
    out.vbi(nextStep - step);
    step = nextStep;
  }

  private void finish(long sampleTime, long startTime) {
    if (encoding.hasStartTimes()) {
      if (count == 0) {
        startTimes.first(out, sampleTime, startTime);
      } else {
        startTimes.next(out, count, time, startTime);
      }
    }
    time = sampleTime;
    count++;
  }

  /** How many samples there are. */
  public int count() {
    return count;
  }

  /** How many bytes the chunk's data has. */
  public int length() {
    return out.bytesUsed();
  }

  /** The chunk's data, in the first {@link #length} bytes; valid until the next append or reset. */
  public byte[] bytes() {
    int resets = resets() << 6;
    if (encoding.hasStartTimes()) {
      out.header(0, resets | (count >>> 8));
      out.header(1, count);
      out.header(2, startTimes.header());
    } else {
      out.header(0, count >>> 8);
      out.header(1, count);
      out.header(2, resets);
    }
    return out.bytes();
  }

  private int resets() {
    return switch (header) {
      case UNKNOWN -> 0b00;
      case NOT_RESET -> 0b01;
      case RESET -> 0b10;
      case GAUGE -> 0b11;
    };
  }

  /**
   * Copies the chunk's data.
   *
   * @return the end of the copy in {@code into}
   */
  public int copyTo(byte[] into, int at) {
    System.arraycopy(bytes(), 0, into, at, length());
    return at + length();
  }
}
