package io.meridian.tsdb.merge;

import io.meridian.model.CounterResetHint;
import io.meridian.model.HistogramLane;
import io.meridian.model.SampleBuffer;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.ChunkFormat;
import io.meridian.tsdb.chunk.ChunkSink;
import io.meridian.tsdb.chunk.HistogramEncoder;
import io.meridian.tsdb.chunk.Xor2Encoder;
import io.meridian.tsdb.chunk.XorEncoder;

/**
 * Cuts merged samples into chunks as Prometheus does when it compacts: a chunk ends after 120
 * samples, where samples change between floats, integer histograms and float histograms, and where
 * a histogram does not fit. (A head cuts by time and size besides.)
 */
final class ChunkRecoder {
  private static final int MOST_SAMPLES = 120;

  private final ChunkFormat format;
  private final XorEncoder xor = new XorEncoder();
  private final Xor2Encoder xor2 = new Xor2Encoder();
  private final HistogramEncoder integers;
  private final HistogramEncoder floats;
  private ChunkEncoding open = ChunkEncoding.XOR;
  private int count;
  private long minTime;
  private long maxTime;

  ChunkRecoder(ChunkFormat format) {
    this.format = format;
    integers = new HistogramEncoder(format.histograms());
    floats = new HistogramEncoder(format.floatHistograms());
  }

  /** Gives the samples, which ascend in time, to a sink in chunks. */
  void recode(SampleBuffer samples, ChunkSink into) {
    if (format == ChunkFormat.COMPATIBLE && !samples.hasHistograms()) {
      recodeFloats(samples, into);
      return;
    }
    count = 0;
    for (int i = 0; i < samples.size(); i++) {
      ChunkEncoding encoding = encoding(samples, i);
      if (count == MOST_SAMPLES || (count > 0 && encoding != open)) {
        finish(into);
      }
      if (encoding.isHistogram()) {
        addHistogram(samples, i, into);
      } else {
        addFloat(samples, i);
      }
      open = encoding;
      maxTime = samples.time(i);
      count++;
    }
    finish(into);
  }

  /** What all of the above comes to for nearly every series. */
  private void recodeFloats(SampleBuffer samples, ChunkSink into) {
    long[] times = samples.times();
    double[] values = samples.values();
    for (int from = 0; from < samples.size(); from += MOST_SAMPLES) {
      int to = Math.min(from + MOST_SAMPLES, samples.size());
      xor.reset();
      for (int i = from; i < to; i++) {
        xor.append(times[i], values[i]);
      }
      into.chunk(
          ChunkEncoding.XOR, times[from], times[to - 1], to - from, xor.bytes(), 0, xor.length());
    }
  }

  private ChunkEncoding encoding(SampleBuffer samples, int i) {
    int index = samples.laneIndex(i);
    if (index < 0) {
      return format.floats();
    }
    return samples.lane().isInteger(index) ? format.histograms() : format.floatHistograms();
  }

  private void addFloat(SampleBuffer samples, int i) {
    long time = samples.time(i);
    if (count == 0) {
      xor.reset();
      xor2.reset();
      minTime = time;
    }
    if (format == ChunkFormat.COMPATIBLE) {
      xor.append(time, samples.value(i));
    } else {
      xor2.append(time, samples.value(i), samples.startTime(i));
    }
  }

  private void addHistogram(SampleBuffer samples, int i, ChunkSink into) {
    HistogramLane lane = samples.lane();
    int index = samples.laneIndex(i);
    HistogramEncoder encoder = lane.isInteger(index) ? integers : floats;
    if (count == 0) {
      encoder.reset(header(lane.hint(index)));
    } else if (encoder.append(samples.time(i), samples.startTime(i), lane, index)) {
      return;
    } else {
      CounterResetHint header = encoder.successor(lane, index);
      finish(into);
      encoder.reset(header);
    }
    minTime = samples.time(i);
    encoder.append(samples.time(i), samples.startTime(i), lane, index);
  }

  /** A chunk cut for its size says nothing of what was before. */
  private static CounterResetHint header(CounterResetHint hint) {
    return switch (hint) {
      case GAUGE, RESET -> hint;
      case UNKNOWN, NOT_RESET -> CounterResetHint.UNKNOWN;
    };
  }

  private void finish(ChunkSink into) {
    if (count == 0) {
      return;
    }
    switch (open) {
      case XOR -> emit(into, xor.bytes(), xor.length());
      case XOR2 -> emit(into, xor2.bytes(), xor2.length());
      case HISTOGRAM, HISTOGRAM_ST -> emit(into, integers.bytes(), integers.length());
      case FLOAT_HISTOGRAM, FLOAT_HISTOGRAM_ST -> emit(into, floats.bytes(), floats.length());
      case AGGREGATE -> throw new IllegalStateException("no aggregates are written here");
    }
    count = 0;
  }

  private void emit(ChunkSink into, byte[] data, int length) {
    into.chunk(open, minTime, maxTime, count, data, 0, length);
  }
}
