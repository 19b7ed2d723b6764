package io.meridian.tsdb.block;

import io.meridian.model.CorruptDataException;
import io.meridian.model.CounterResetHint;
import io.meridian.model.SampleBuffer;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.file.HeldRanges;
import java.util.Arrays;

/**
 * Decodes the chunks of a series into samples: those of a time range that are not deleted, in time
 * order, one for each instant also where chunks overlap. Used by one thread.
 */
final class StoredSamples implements SampleReading {
  private final ChunkFileReader files;
  private ChunkWindow window;
  private final ChunkDecoder decoder = new ChunkDecoder();
  private final ChunkBytes bytes = new ChunkBytes();
  private SampleBuffer merged = new SampleBuffer(0);
  private SampleBuffer other = new SampleBuffer(0);
  private final SampleBuffer chunk = new SampleBuffer(0);

  StoredSamples(ChunkFileReader files) {
    this.files = files;
    this.window = files.window();
  }

  @Override
  public long fetch(ChunkList chunks, int likelySize) {
    if (!files.isFar()) {
      return 0;
    }
    HeldRanges[] fetched = files.fetch(chunks, likelySize);
    window = files.window(fetched);
    return Arrays.stream(fetched).mapToLong(HeldRanges::bytes).sum();
  }

  @Override
  public void read(
      ChunkList chunks, int from, int to, TimeRange range, Intervals deleted, SampleBuffer into) {
    int at = from;
    while (at < to) {
      int end = overlapEnd(chunks, at, to);
      if (end == at + 1) {
        decode(chunks, at, to, range, deleted, into);
      } else {
        readOverlapping(chunks, at, end, range, deleted, into);
      }
      at = end;
    }
  }

  /** Where the chunks end that share instants with a chunk, or with one that does. */
  private static int overlapEnd(ChunkList chunks, int from, int to) {
    long last = chunks.maxTime(from);
    int end = from + 1;
    while (end < to && chunks.minTime(end) <= last) {
      last = Math.max(last, chunks.maxTime(end));
      end++;
    }
    return end;
  }

  private void readOverlapping(
      ChunkList chunks, int from, int to, TimeRange range, Intervals deleted, SampleBuffer into) {
    merged.clear();
    for (int i = from; i < to; i++) {
      chunk.clear();
      decode(chunks, i, to, range, deleted, chunk);
      other.clear();
      union(merged, chunk, other);
      SampleBuffer exchanged = merged;
      merged = other;
      other = exchanged;
    }
    into.addAll(merged, 0, merged.size());
  }

  /** Adds the samples of two buffers in time order; where both have an instant, the first's. */
  private static void union(SampleBuffer first, SampleBuffer second, SampleBuffer into) {
    int a = 0;
    int b = 0;
    boolean fromFirst = true;
    while (a < first.size() || b < second.size()) {
      boolean takeFirst =
          b == second.size() || (a < first.size() && first.time(a) <= second.time(b));
      if (takeFirst && b < second.size() && a < first.size() && first.time(a) == second.time(b)) {
        b++;
      }
      SampleBuffer source = takeFirst ? first : second;
      add(source, takeFirst ? a++ : b++, into.size() > 0 && takeFirst != fromFirst, into);
      fromFirst = takeFirst;
    }
  }

  /**
   * Adds a sample; a counter histogram with another predecessor than it had may be a reset against
   * that.
   */
  private static void add(
      SampleBuffer source, int sample, boolean otherPredecessor, SampleBuffer into) {
    int index = source.laneIndex(sample);
    if (otherPredecessor && index >= 0 && source.lane().hint(index) == CounterResetHint.NOT_RESET) {
      into.lane().add(source.lane(), index, CounterResetHint.UNKNOWN);
      into.addHistogram(source.time(sample), source.value(sample), source.startTime(sample));
    } else {
      into.addAll(source, sample, sample + 1);
    }
  }

  /** Adds the samples of one chunk, in pieces between what is deleted. */
  private void decode(
      ChunkList chunks, int chunk, int to, TimeRange range, Intervals deleted, SampleBuffer into) {
    long ref = chunks.ref(chunk);
    window.read(ref, chunks.soon(chunk, to), bytes);
    String file = files.segment(ref).name();
    if (bytes.encoding() == ChunkEncoding.AGGREGATE) {
      throw new CorruptDataException(
          file, window.dataOffset(), "expected a chunk of samples, found one of aggregates");
    }
    decoder.object(file, window.dataOffset());
    long from = range.min();
    long end = Math.min(range.max(), chunks.maxTime(chunk));
    int interval = deleted.firstEndingFrom(Math.max(from, chunks.minTime(chunk)));
    for (; interval < deleted.size() && deleted.from(interval) <= end; interval++) {
      if (deleted.from(interval) > from) {
        decode(from, deleted.from(interval) - 1, into);
      }
      if (deleted.to(interval) >= range.max()) {
        return;
      }
      from = deleted.to(interval) + 1;
    }
    decode(from, range.max(), into);
  }

  private void decode(long minTime, long maxTime, SampleBuffer into) {
    decoder.decode(
        bytes.encoding(), bytes.data(), bytes.from(), bytes.to(), minTime, maxTime, into);
  }
}
