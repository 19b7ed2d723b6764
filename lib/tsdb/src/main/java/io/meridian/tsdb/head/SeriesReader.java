package io.meridian.tsdb.head;

import io.meridian.model.SampleBuffer;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.XorTail;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads series while they are appended to: a copy of the open chunk first, then the full chunks,
 * which may have got the open one in the meantime. Whatever it sees of a series is a prefix of what
 * was stored. How the two agree stands in {@link OpenFloats}.
 *
 * <p>It sees the ranges that its view sees. For one thread.
 */
final class SeriesReader {
  private final Ranges ranges;
  private final long view;
  private final SeriesColumns columns;
  private final CellHeap cells;
  private final ConcurrentHashMap<Integer, OpenHistograms> histograms;
  private final ChunkDecoder decoder = new ChunkDecoder("head");
  private final FullChunk chunk = new FullChunk();

  private byte[] open = new byte[CellHeap.size(CellHeap.sizeClass(1024 + XorTail.ROOM))];
  private int openLength;
  private ChunkEncoding openEncoding = ChunkEncoding.XOR;

  /** Places of full chunks, the newest first. */
  private long[] places = new long[16];

  private int placeCount;

  SeriesReader(
      Ranges ranges,
      long view,
      SeriesColumns columns,
      CellHeap cells,
      ConcurrentHashMap<Integer, OpenHistograms> histograms) {
    this.ranges = ranges;
    this.view = view;
    this.columns = columns;
    this.cells = cells;
    this.histograms = histograms;
  }

  /** Adds the samples of a series in a range of time, both ends included. */
  void read(int id, long minTime, long maxTime, SampleBuffer into) {
    follow(capture(id), minTime);
    long last = Long.MIN_VALUE;
    for (int i = placeCount - 1; i >= 0; i--) {
      FullChunks range = ranges.find(places[i], view);
      if (range == null) {
        continue;
      }
      chunk.move(range, places[i]);
      last = chunk.maxTime();
      if (chunk.isIn(minTime, maxTime)) {
        chunk.load();
        decoder.decode(
            chunk.encoding(), chunk.data(), chunk.from(), chunk.to(), minTime, maxTime, into);
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
        OpenHistograms held = histograms.get(id);
        if (held != null) {
          return capture(held, state, at);
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

  private long capture(OpenHistograms held, SeriesColumns.Segment state, int at) {
    synchronized (held) {
      byte[] copy = held.copy();
      if (copy.length > open.length) {
        open = copy;
      } else {
        System.arraycopy(copy, 0, open, 0, copy.length);
      }
      openLength = copy.length;
      openEncoding = held.encoding();
      return (long) SeriesColumns.LONGS.getAcquire(state.full, at);
    }
  }

  /** Collects the full chunks of a chain, back to one that ends before an instant. */
  private void follow(long newest, long minTime) {
    placeCount = 0;
    for (long place = newest; place != 0; ) {
      FullChunks range = ranges.find(place, view);
      if (range == null) {
        return;
      }
      if (placeCount == places.length) {
        places = Arrays.copyOf(places, 2 * placeCount);
      }
      places[placeCount++] = place;
      chunk.move(range, place);
      if (chunk.maxTime() < minTime) {
        return;
      }
      place = chunk.previous();
    }
  }

  /** Whether a series has a chunk with an instant in a range. */
  boolean hasChunkIn(int id, long minTime, long maxTime) {
    SeriesColumns.Segment state = columns.segment(id);
    int at = id & SeriesColumns.MASK;
    if (isOpenIn(id, minTime, maxTime)) {
      return true;
    }
    long newest = (long) SeriesColumns.LONGS.getAcquire(state.full, at);
    for (long place = newest; place != 0; place = chunk.previous()) {
      FullChunks range = ranges.find(place, view);
      if (range == null) {
        return false;
      }
      chunk.move(range, place);
      if (chunk.isIn(minTime, maxTime)) {
        return true;
      }
      if (chunk.maxTime() < minTime) {
        return false;
      }
    }
    return false;
  }

  /** Whether the open chunk, if there is one, has an instant in a range. */
  private boolean isOpenIn(int id, long minTime, long maxTime) {
    SeriesColumns.Segment state = columns.segment(id);
    int at = id & SeriesColumns.MASK;
    long word = (long) SeriesColumns.LONGS.getAcquire(state.open, at);
    boolean open = SeriesColumns.samples(word) > 0;
    if (SeriesColumns.isHistogram(word)) {
      OpenHistograms held = histograms.get(id);
      open = held == null || held.isOpen();
    }
    return open
        && (long) SeriesColumns.LONGS.getOpaque(state.minTimes, at) <= maxTime
        && (long) SeriesColumns.LONGS.getOpaque(state.lastTimes, at) >= minTime;
  }
}
