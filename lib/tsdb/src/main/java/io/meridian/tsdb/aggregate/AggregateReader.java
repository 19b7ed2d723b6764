package io.meridian.tsdb.aggregate;

import io.meridian.model.CorruptDataException;
import io.meridian.model.HistogramSum;
import io.meridian.model.SampleBuffer;
import io.meridian.tsdb.chunk.Aggregate;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.ChunkEncoding;

/**
 * Reads from a series' aggregate chunks what takes more than one aggregate or more than one chunk:
 * the average, and the counter. Count, sum, least and greatest are read by {@link
 * ChunkDecoder#decode(Aggregate, byte[], int, int, long, long, SampleBuffer)} as they are.
 *
 * <p>A counter is read over all chunks of a series in the order of time, so that resets between
 * chunks are seen:
 *
 * <pre>
 *   reader.beginCounter();
 *   for (each chunk) reader.addCounter(…);
 *   reader.endCounter(minTime, maxTime, into);
 * </pre>
 *
 * <p>Used by one thread at a time; memory is kept from series to series.
 */
public final class AggregateReader {
  private final ChunkDecoder decoder = new ChunkDecoder();
  private final SampleBuffer sums = new SampleBuffer();
  private final SampleBuffer counts = new SampleBuffer();
  private final SampleBuffer chunk = new SampleBuffer();
  private final SampleBuffer histograms = new SampleBuffer();
  private final CounterTotal total = new CounterTotal();
  private final HistogramSum average = new HistogramSum();
  private String object = "aggregate chunk";
  private long baseOffset;

  /**
   * Sets what errors name from now on.
   *
   * @param name the file, block or message that chunks are part of
   * @param offset where in it the data of the next chunk begins
   */
  public void object(String name, long offset) {
    object = name;
    baseOffset = offset;
    decoder.object(name, offset);
  }

  /**
   * Adds the averages of an aggregate chunk's windows, sum by count, from one time to another, both
   * inclusive.
   *
   * @throws CorruptDataException if the chunk is damaged, or its sums and counts are not of the
   *     same windows
   */
  public void average(
      byte[] data, int from, int to, long minTime, long maxTime, SampleBuffer into) {
    sums.clear();
    counts.clear();
    decoder.decode(Aggregate.SUM, data, from, to, minTime, maxTime, sums);
    decoder.decode(Aggregate.COUNT, data, from, to, minTime, maxTime, counts);
    if (sums.size() != counts.size()) {
      throw new CorruptDataException(
          object, baseOffset, sums.size() + " sums stand beside " + counts.size() + " counts");
    }
    for (int i = 0; i < sums.size(); i++) {
      if (sums.time(i) != counts.time(i)) {
        throw new CorruptDataException(
            object,
            baseOffset,
            "a sum at %d stands beside a count at %d".formatted(sums.time(i), counts.time(i)));
      }
      addAverage(i, into);
    }
  }

  private void addAverage(int i, SampleBuffer into) {
    int index = sums.laneIndex(i);
    if (index < 0) {
      into.add(sums.time(i), sums.value(i) / counts.value(i));
      return;
    }
    average.set(sums.lane(), index).divide(counts.value(i)).addTo(into.lane());
    into.addHistogram(sums.time(i), average.sum(), 0);
  }

  /** Begins with a series' counter. */
  public void beginCounter() {
    total.clear();
    histograms.clear();
  }

  /**
   * Adds the next chunk of a series: an aggregate chunk, or a raw one that stands among them.
   *
   * @throws CorruptDataException if the chunk is damaged
   */
  public void addCounter(ChunkEncoding encoding, byte[] data, int from, int to) {
    chunk.clear();
    if (encoding == ChunkEncoding.AGGREGATE) {
      decoder.decode(Aggregate.COUNTER, data, from, to, Long.MIN_VALUE, Long.MAX_VALUE, chunk);
    } else {
      decoder.decode(encoding, data, from, to, chunk);
    }
    if (chunk.hasHistograms()) {
      histograms.addAll(chunk, 0, chunk.size());
    } else {
      total.add(chunk, 0, chunk.size());
    }
  }

  /**
   * Adds the counter that was read, from one time to another, both inclusive. Floats have their
   * resets taken out: the total begins with the first chunk's first value and only grows. It hides
   * resets from whoever counts them. Histograms are as they are stored; within a chunk their resets
   * are taken out, too.
   */
  public void endCounter(long minTime, long maxTime, SampleBuffer into) {
    int next = 0;
    for (int i = 0; i < total.size(); i++) {
      long time = total.times()[i];
      if (time >= minTime && time <= maxTime) {
        next = addHistogramsBefore(next, time, minTime, into);
        into.add(time, total.totals()[i]);
      }
    }
    addHistogramsBefore(next, maxTime == Long.MAX_VALUE ? maxTime : maxTime + 1, minTime, into);
  }

  private int addHistogramsBefore(int from, long time, long minTime, SampleBuffer into) {
    int at = from;
    for (; at < histograms.size() && histograms.time(at) < time; at++) {
      if (histograms.time(at) >= minTime) {
        into.addAll(histograms, at, at + 1);
      }
    }
    return at;
  }
}
