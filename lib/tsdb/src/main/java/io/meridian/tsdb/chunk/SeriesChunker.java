package io.meridian.tsdb.chunk;

import io.meridian.model.CounterResetHint;
import io.meridian.model.HistogramLane;
import io.meridian.model.SampleBuffer;

/**
 * Cuts the samples of a series into chunks where Prometheus' head would. Reusable; one thread at a
 * time.
 *
 * <p>A chunk is cut
 *
 * <ul>
 *   <li>where samples change between floats, integer histograms and float histograms, and where a
 *       histogram does not fit its chunk, see {@link ChunkFit};
 *   <li>at every multiple of the range;
 *   <li>at a predicted time. Once a chunk is a quarter full (30 of 120 floats, 256 of 1,024 bytes
 *       of histograms) the rest of its range is divided into equal parts, so that no tiny chunk
 *       remains at the end. For histograms there is one prediction until the next cut for time or
 *       size or kind: a chunk that began because the one before did not fit has none of its own;
 *   <li>when it grew far beyond the prediction: floats above 1,005 bytes or at 240 samples,
 *       histograms at 2,048 bytes. But histograms only come to fewer than 10 a chunk where the
 *       range ends.
 * </ul>
 */
public final class SeriesChunker {
  private static final int FLOATS = 120;
  private static final int FLOAT_BYTES = 1024 - 19;
  private static final int HISTOGRAM_BYTES = 1024;
  private static final int LEAST_HISTOGRAMS = 10;

  private final ChunkFormat format;
  private final long range;
  private final XorEncoder xor = new XorEncoder();
  private final Xor2Encoder xor2 = new Xor2Encoder();
  private final HistogramEncoder integers;
  private final HistogramEncoder floats;

  private ChunkEncoding open;
  private int count;
  private long minTime;
  private long maxTime;
  private long cutTime;
  private boolean predicted;

  /**
   * A chunker.
   *
   * @param range no chunk reaches across a multiple of it; milliseconds, Prometheus has two hours
   */
  public SeriesChunker(ChunkFormat format, long range) {
    if (range < 1) {
      throw new IllegalArgumentException("a range of at least 1 ms is needed, not " + range);
    }
    this.format = format;
    this.range = range;
    integers = new HistogramEncoder(format.histograms());
    floats = new HistogramEncoder(format.floatHistograms());
    open = format.floats();
  }

  /**
   * Gives the samples of a series to a sink in chunks.
   *
   * @param samples with rising times
   * @throws IllegalArgumentException if a time is not after the one before it
   */
  public void chunk(SampleBuffer samples, ChunkSink sink) {
    count = 0;
    predicted = false;
    for (int i = 0; i < samples.size(); i++) {
      long time = samples.time(i);
      if (count > 0 && time <= maxTime) {
        throw new IllegalArgumentException("time " + time + " follows " + maxTime);
      }
      int index = samples.laneIndex(i);
      if (index < 0) {
        addFloat(time, samples.value(i), samples.startTime(i), sink);
      } else {
        addHistogram(time, samples.startTime(i), samples.lane(), index, sink);
      }
      maxTime = time;
      count++;
    }
    finish(sink);
  }

  private void addFloat(long time, double value, long startTime, ChunkSink sink) {
    boolean compatible = format == ChunkFormat.COMPATIBLE;
    int length = compatible ? xor.length() : xor2.length();
    if (count == FLOATS / 4) {
      cutTime = predictedEnd(4);
    }
    if (count == 0
        || open != format.floats()
        || length > FLOAT_BYTES
        || time >= cutTime
        || count >= 2 * FLOATS) {
      finish(sink);
      begin(format.floats(), time);
      xor.reset();
      xor2.reset();
    }
    if (compatible) {
      xor.append(time, value);
    } else {
      xor2.append(time, value, startTime);
    }
  }

  private void addHistogram(
      long time, long startTime, HistogramLane lane, int index, ChunkSink sink) {
    HistogramEncoder encoder = lane.isInteger(index) ? integers : floats;
    if (count == 0 || open != encoder.encoding()) {
      finish(sink);
      encoder.reset(CounterResetHint.UNKNOWN);
      encoder.reset(encoder.successor(lane, index));
      begin(encoder.encoding(), time);
      predicted = false;
    } else if (isHistogramCut(time, encoder.length())) {
      CounterResetHint header = encoder.successor(lane, index);
      finish(sink);
      encoder.reset(header);
      begin(encoder.encoding(), time);
      predicted = false;
    }
    if (!encoder.append(time, startTime, lane, index)) {
      CounterResetHint header = encoder.successor(lane, index);
      finish(sink);
      encoder.reset(header);
      begin(encoder.encoding(), time);
      encoder.append(time, startTime, lane, index);
    }
  }

  private boolean isHistogramCut(long time, int length) {
    long nextRange = predicted ? rangeEnd(minTime) : cutTime;
    if (!predicted && length >= HISTOGRAM_BYTES / 4) {
      cutTime = predictedEnd((double) HISTOGRAM_BYTES / length);
      predicted = true;
    }
    return (time >= cutTime || length >= 2 * HISTOGRAM_BYTES)
        && (count >= LEAST_HISTOGRAMS || time >= nextRange);
  }

  /** Where the chunk ends if it and those that follow are to fill the range evenly. */
  private long predictedEnd(double timesToFill) {
    double left = cutTime - minTime;
    double chunks = left / ((maxTime - minTime + 1) * timesToFill);
    return chunks <= 1 ? cutTime : (long) (minTime + left / Math.floor(chunks));
  }

  private long rangeEnd(long time) {
    long end = Math.floorDiv(time, range) * range + range;
    return end < time ? Long.MAX_VALUE : end;
  }

  private void begin(ChunkEncoding encoding, long time) {
    open = encoding;
    minTime = time;
    cutTime = rangeEnd(time);
  }

  private void finish(ChunkSink sink) {
    if (count == 0) {
      return;
    }
    switch (open) {
      case XOR -> emit(sink, xor.bytes(), xor.length());
      case XOR2 -> emit(sink, xor2.bytes(), xor2.length());
      case HISTOGRAM, HISTOGRAM_ST -> emit(sink, integers.bytes(), integers.length());
      case FLOAT_HISTOGRAM, FLOAT_HISTOGRAM_ST -> emit(sink, floats.bytes(), floats.length());
      case AGGREGATE -> throw new IllegalStateException("no aggregates are written here");
    }
    count = 0;
  }

  private void emit(ChunkSink sink, byte[] data, int length) {
    sink.chunk(open, minTime, maxTime, count, data, 0, length);
  }
}
