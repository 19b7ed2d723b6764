package io.meridian.tsdb.head;

import io.meridian.model.SampleBuffer;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.XorTail;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads series while they are appended to: a copy of the open chunk first, then the full chunks,
 * which may have got the open one in the meantime. Whatever it sees of a series is a prefix of what
 * was stored. How the two agree stands in {@link OpenFloats}.
 *
 * <p>Ranges that were dropped after the reader was made stay readable for it. For one thread.
 */
final class SeriesReader {
  private final Ranges ranges;
  private final FullChunks[] known;
  private final SeriesColumns columns;
  private final CellHeap cells;
  private final ConcurrentHashMap<Integer, OpenHistograms> histograms;
  private final ChunkDecoder decoder = new ChunkDecoder("head");

  private byte[] open = new byte[CellHeap.size(CellHeap.sizeClass(1024 + XorTail.ROOM))];
  private int openLength;
  private ChunkEncoding openEncoding = ChunkEncoding.XOR;

  /** Places of full chunks, the newest first. */
  private long[] places = new long[16];

  private int placeCount;

  SeriesReader(
      Ranges ranges,
      SeriesColumns columns,
      CellHeap cells,
      ConcurrentHashMap<Integer, OpenHistograms> histograms) {
    this(ranges, ranges.snapshot(), columns, cells, histograms);
  }

  private SeriesReader(
      Ranges ranges,
      FullChunks[] known,
      SeriesColumns columns,
      CellHeap cells,
      ConcurrentHashMap<Integer, OpenHistograms> histograms) {
    this.ranges = ranges;
    this.known = known;
    this.columns = columns;
    this.cells = cells;
    this.histograms = histograms;
  }

  /** A reader that sees the same ranges, for another thread. */
  SeriesReader another() {
    return new SeriesReader(ranges, known, columns, cells, histograms);
  }

  /** Adds the samples of a series in a range of time, both ends included. */
  void read(int id, long minTime, long maxTime, SampleBuffer into) {
    follow(capture(id), minTime);
    long last = Long.MIN_VALUE;
    for (int i = placeCount - 1; i >= 0; i--) {
      long place = places[i];
      FullChunks range = range(place);
      if (range == null) {
        continue;
      }
      last = range.maxTime(place);
      if (range.minTime(place) <= maxTime && last >= minTime) {
        int from = FullChunks.dataFrom(place);
        int to = from + range.length(place);
        decoder.decode(range.encoding(place), range.page(place), from, to, minTime, maxTime, into);
      }
    }
    if (openLength > 0 && last < maxTime) {
      long from = last == Long.MIN_VALUE ? minTime : Math.max(minTime, last + 1);
      decoder.decode(openEncoding, open, 0, openLength, from, maxTime, into);
    }
  }

  /**
   * Copies the open chunk.
   *
   * @return the place of the newest full chunk, seen no earlier
   */
  private long capture(int id) {
    SeriesColumns.Segment state = columns.segment(id);
    int at = id & SeriesColumns.MASK;
    while (true) {
      long word = (long) SeriesColumns.LONGS.getAcquire(state.open, at);
      if (SeriesColumns.isHistogram(word)) {
        OpenHistograms chunk = histograms.get(id);
        if (chunk != null) {
          return capture(chunk, state, at);
        }
        Thread.onSpinWait();
        continue;
      }
      openLength = SeriesColumns.samples(word) == 0 ? 0 : OpenFloats.copy(cells, word, open);
      openEncoding = ChunkEncoding.XOR;
      long full = (long) SeriesColumns.LONGS.getAcquire(state.full, at);
      VarHandle.acquireFence();
      if (SeriesColumns.sameChunk(word, (long) SeriesColumns.LONGS.getAcquire(state.open, at))) {
        return full;
      }
    }
  }

  private long capture(OpenHistograms chunk, SeriesColumns.Segment state, int at) {
    synchronized (chunk) {
      byte[] copy = chunk.copy();
      if (copy.length > open.length) {
        open = copy;
      } else {
        System.arraycopy(copy, 0, open, 0, copy.length);
      }
      openLength = copy.length;
      openEncoding = chunk.encoding();
      return (long) SeriesColumns.LONGS.getAcquire(state.full, at);
    }
  }

  /** Collects the full chunks of a chain, back to one that ends before an instant. */
  private void follow(long newest, long minTime) {
    placeCount = 0;
    for (long place = newest; place != 0; ) {
      FullChunks range = range(place);
      if (range == null) {
        return;
      }
      if (placeCount == places.length) {
        places = Arrays.copyOf(places, 2 * placeCount);
      }
      places[placeCount++] = place;
      if (range.maxTime(place) < minTime) {
        return;
      }
      place = range.previous(place);
    }
  }

  private @Nullable FullChunks range(long place) {
    FullChunks range = Ranges.find(known, place);
    return range != null ? range : Ranges.find(ranges.snapshot(), place);
  }

  /** Whether a series has a chunk with an instant in a range. */
  boolean hasChunkIn(int id, long minTime, long maxTime) {
    follow(capture(id), minTime);
    for (int i = 0; i < placeCount; i++) {
      FullChunks range = range(places[i]);
      if (range != null
          && range.minTime(places[i]) <= maxTime
          && range.maxTime(places[i]) >= minTime) {
        return true;
      }
    }
    SeriesColumns.Segment state = columns.segment(id);
    int at = id & SeriesColumns.MASK;
    return openLength > 0
        && (long) SeriesColumns.LONGS.getOpaque(state.minTimes, at) <= maxTime
        && (long) SeriesColumns.LONGS.getOpaque(state.lastTimes, at) >= minTime;
  }
}
