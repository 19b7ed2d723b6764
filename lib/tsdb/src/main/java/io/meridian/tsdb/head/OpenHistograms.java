package io.meridian.tsdb.head;

import io.meridian.model.CounterResetHint;
import io.meridian.model.HistogramLane;
import io.meridian.model.SampleBuffer;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.ChunkFormat;
import io.meridian.tsdb.chunk.HistogramEncoder;

/**
 * The open chunk of a series of histograms. Its lock guards it, and the order in which a full chunk
 * leaves it and appears among the full ones: who holds it sees each sample once.
 *
 * <p>Chunks are cut at the end of their range, where a histogram does not fit, and above 1,024
 * bytes once there are ten samples.
 */
final class OpenHistograms {
  private static final int BYTES = 1024;
  private static final int LEAST = 10;
  private static final int MOST = (1 << 14) - 1;

  private final Ranges ranges;
  private final HistogramEncoder encoder;
  private long minTime;
  private long maxTime;
  private long rangeEnd;

  /**
   * No chunk yet.
   *
   * @param integer whether counts are whole numbers
   * @param started whether chunks have start timestamps
   */
  OpenHistograms(Ranges ranges, boolean integer, boolean started) {
    this.ranges = ranges;
    ChunkFormat format = started ? ChunkFormat.START_TIMES : ChunkFormat.COMPATIBLE;
    this.encoder = new HistogramEncoder(integer ? format.histograms() : format.floatHistograms());
  }

  /** Whether it takes a histogram of a kind with a start timestamp, 0 for none. */
  boolean takes(boolean integer, long start) {
    return isInteger() == integer && (start == 0 || encoder.encoding().hasStartTimes());
  }

  private boolean isInteger() {
    return switch (encoder.encoding()) {
      case HISTOGRAM, HISTOGRAM_ST -> true;
      case FLOAT_HISTOGRAM, FLOAT_HISTOGRAM_ST, XOR, XOR2, AGGREGATE -> false;
    };
  }

  /**
   * Appends a histogram that is later than the series' last sample and that this {@link #takes}.
   */
  synchronized void append(long[] state, int at, SampleBuffer samples, int sample, int index) {
    long time = samples.time(sample);
    long start = samples.startTime(sample);
    HistogramLane lane = samples.lane();
    if (encoder.count() == 0) {
      encoder.reset(CounterResetHint.UNKNOWN);
      begin(state, at, time, encoder.successor(lane, index));
    } else if (time >= rangeEnd
        || encoder.count() == MOST
        || (encoder.length() >= BYTES && encoder.count() >= LEAST)) {
      cut(state, at, time, lane, index);
    }
    if (!encoder.append(time, start, lane, index)) {
      cut(state, at, time, lane, index);
      encoder.append(time, start, lane, index);
    }
    maxTime = time;
  }

  private void cut(long[] state, int at, long time, HistogramLane lane, int index) {
    CounterResetHint header = encoder.successor(lane, index);
    finish(state, at);
    begin(state, at, time, header);
  }

  private void begin(long[] state, int at, long time, CounterResetHint header) {
    state[at + SeriesRows.MIN_TIME] = time;
    encoder.reset(header);
    minTime = time;
    rangeEnd = ranges.end(time);
  }

  /** Moves the open chunk, if there is one, to its range. */
  synchronized void finish(long[] state, int at) {
    if (encoder.count() == 0) {
      return;
    }
    long added =
        ranges
            .of(minTime)
            .add(
                state[at + SeriesRows.FULL],
                minTime,
                maxTime,
                encoder.count(),
                encoder.encoding(),
                encoder.bytes(),
                0,
                encoder.length());
    SeriesRows.LONGS.setRelease(state, at + SeriesRows.FULL, added);
    encoder.reset(CounterResetHint.UNKNOWN);
  }

  /** Writes the open chunk, if there is one, for a snapshot. */
  synchronized void write(int id, RecordWriter into) {
    if (encoder.count() > 0) {
      byte[] data = copy();
      into.u32(id);
      into.u64(minTime);
      into.u64(maxTime);
      into.u8((isInteger() ? 1 : 0) | (encoder.encoding().hasStartTimes() ? 2 : 0));
      into.u32(data.length);
      into.copy(data, 0, data.length);
    }
  }

  /** Begins with an open chunk that {@link #write} wrote. */
  synchronized void restore(long from, long to, byte[] data, int dataFrom, int length) {
    encoder.resume(data, dataFrom, dataFrom + length);
    minTime = from;
    maxTime = to;
    rangeEnd = ranges.end(from);
  }

  /** Copies the open chunk; empty if there is none. To be called with the lock held. */
  byte[] copy() {
    byte[] copy = new byte[encoder.count() == 0 ? 0 : encoder.length()];
    if (copy.length > 0) {
      encoder.copyTo(copy, 0);
    }
    return copy;
  }

  /** Whether there is an open chunk. */
  synchronized boolean isOpen() {
    return encoder.count() > 0;
  }

  /** The encoding of the chunk. */
  ChunkEncoding encoding() {
    return encoder.encoding();
  }
}
