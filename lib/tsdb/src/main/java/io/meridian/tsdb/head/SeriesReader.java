package io.meridian.tsdb.head;

import com.carrotsearch.hppc.LongArrayList;
import io.meridian.model.SampleBuffer;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.merge.SamplePieces;
import io.meridian.tsdb.merge.SampleUnion;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads series while they are appended to: a copy of the open chunk first, then the full chunks,
 * which may have got the open one in the meantime. Whatever it sees of a series is a prefix of what
 * was stored. How the two agree stands in {@link OpenFloats}.
 *
 * <p>It sees the ranges that its view sees. For one thread.
 */
final class SeriesReader {
  private static final class Merge {
    private final SamplePieces pieces = new SamplePieces();
    private final SampleUnion union = new SampleUnion();
    private final LongArrayList recent = new LongArrayList();
    private final LongArrayList late = new LongArrayList();

    void clear() {
      pieces.clear();
      recent.clear();
      late.clear();
    }
  }

  private final HeadStore store;
  private final Ranges ranges;
  private final long view;
  private final long lateView;
  private final ChunkDecoder decoder = new ChunkDecoder("head");
  private final FullChunk chunk = new FullChunk();

  /** What bringing samples together needs; few readers come to that. */
  private @Nullable Merge merge;

  private byte[] open = new byte[CellHeap.LARGEST];
  private int openLength;
  private ChunkEncoding openEncoding = ChunkEncoding.XOR;

  /** The first and last times of the copy; unknown where they must be read from it. */
  private long openBegin = SeriesRows.UNKNOWN_TIME;

  private long openEnd = SeriesRows.UNKNOWN_TIME;
  private long lastTime;
  private long lastBits;

  private @Nullable StartedChunk startedChunk;

  /** Places of full chunks, the newest first. */
  private long[] places = new long[16];

  private int placeCount;

  SeriesReader(HeadStore store, long view, long lateView) {
    this.store = store;
    this.ranges = store.ranges();
    this.view = view;
    this.lateView = lateView;
  }

  /** Adds the samples of a series in a range of time, both ends included. */
  void read(int id, long minTime, long maxTime, SampleBuffer into) {
    while (true) {
      OutOfOrder unordered = store.outOfOrder().get(id);
      if (unordered != null) {
        readAll(id, unordered, minTime, maxTime, into);
        return;
      }
      long newest = capture(id);
      if (!store.outOfOrder().containsKey(id)) {
        readOrdered(newest, minTime, maxTime, into);
        return;
      }
    }
  }

  /** Finds the chunks of a series with an instant in a range of time. */
  void read(int id, long minTime, long maxTime, SeriesChunks into) {
    while (true) {
      OutOfOrder unordered = store.outOfOrder().get(id);
      if (unordered != null) {
        readAll(id, unordered, minTime, maxTime, into.samples());
        into.addMade();
        return;
      }
      long newest = capture(id);
      if (!store.outOfOrder().containsKey(id)) {
        findOrdered(newest, minTime, maxTime, into);
        return;
      }
    }
  }

  private void findOrdered(long newest, long minTime, long maxTime, SeriesChunks into) {
    follow(newest, minTime);
    long last = Long.MIN_VALUE;
    for (int i = placeCount - 1; i >= 0; i--) {
      FullChunks range = ranges.find(places[i], view);
      if (range != null) {
        chunk.move(range, places[i]);
        last = chunk.maxTime();
        if (chunk.isIn(minTime, maxTime)) {
          into.addFull(places[i], chunk.minTime(), last);
        }
      }
    }
    if (openLength > 0 && last < maxTime) {
      long from = Math.max(minTime, last + 1);
      if (openEnd == SeriesRows.UNKNOWN_TIME) {
        into.addOpen(openEncoding, open, openLength, from, maxTime);
      } else {
        into.addOpen(openEncoding, open, openLength, openBegin, openEnd, from, maxTime);
      }
    }
  }

  /** Brings together what came in order and what did not. */
  private void readAll(
      int id, OutOfOrder unordered, long minTime, long maxTime, SampleBuffer into) {
    if (merge == null) {
      merge = new Merge();
    }
    Merge all = merge;
    all.clear();
    long newest;
    synchronized (unordered) {
      newest = capture(id);
      unordered.recent().addWaiting(minTime, maxTime, all.pieces);
      unordered.late().addWaiting(minTime, maxTime, all.pieces);
      unordered.recent().addPlaces(all.recent);
      unordered.late().addPlaces(all.late);
    }
    readOrdered(newest, minTime, maxTime, all.pieces.samples());
    all.pieces.endPiece();
    readUnordered(ranges, view, all.recent, minTime, maxTime, all.pieces);
    readUnordered(store.lateRanges(), lateView, all.late, minTime, maxTime, all.pieces);
    all.union.merge(all.pieces, into);
  }

  private void readUnordered(
      Ranges of,
      long asView,
      LongArrayList chunks,
      long minTime,
      long maxTime,
      SamplePieces pieces) {
    for (int i = 0; i < chunks.size(); i++) {
      FullChunks range = of.find(chunks.get(i), asView);
      if (range != null) {
        chunk.move(range, chunks.get(i));
        if (chunk.isIn(minTime, maxTime)) {
          decode(minTime, maxTime, pieces.samples());
          pieces.endPiece();
        }
      }
    }
  }

  private void decode(long minTime, long maxTime, SampleBuffer into) {
    chunk.load();
    decoder.decode(chunk.encoding(), chunk.data(), 0, chunk.length(), minTime, maxTime, into);
  }

  private void readOrdered(long newest, long minTime, long maxTime, SampleBuffer into) {
    follow(newest, minTime);
    long last = Long.MIN_VALUE;
    for (int i = placeCount - 1; i >= 0; i--) {
      FullChunks range = ranges.find(places[i], view);
      if (range == null) {
        continue;
      }
      chunk.move(range, places[i]);
      last = chunk.maxTime();
      if (chunk.isIn(minTime, maxTime)) {
        decode(minTime, maxTime, into);
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
    long[] state = store.rows().segment(id);
    int at = SeriesRows.at(id);
    openEnd = SeriesRows.UNKNOWN_TIME;
    while (true) {
      long word = (long) SeriesRows.LONGS.getAcquire(state, at + SeriesRows.OPEN);
      if (SeriesRows.isHistogram(word)) {
        OpenHistograms held = store.histograms().get(id);
        if (held != null) {
          return capture(held, state, at);
        }
        Thread.onSpinWait();
        continue;
      }
      openLength = SeriesRows.samples(word) == 0 ? 0 : OpenFloats.copy(store.cells(), word, open);
      openEncoding = ChunkEncoding.XOR;
      long begin = (long) SeriesRows.LONGS.getAcquire(state, at + SeriesRows.MIN_TIME);
      long end = (long) SeriesRows.LONGS.getAcquire(state, at + SeriesRows.LAST_TIME);
      long start = store.openStarts().first(id);
      long[] starts = store.openStarts().list(id);
      long full = (long) SeriesRows.LONGS.getAcquire(state, at + SeriesRows.FULL);
      VarHandle.acquireFence();
      long after = (long) SeriesRows.LONGS.getAcquire(state, at + SeriesRows.OPEN);
      if (SeriesRows.sameChunk(word, after)) {
        openBegin = begin;
        openEnd = word == after ? end : SeriesRows.UNKNOWN_TIME;
        if (openLength > 0 && (start != 0 || OpenStarts.size(starts) > 0)) {
          addStarts(start, starts);
        }
        return full;
      }
    }
  }

  /** Makes the copy of the open chunk one that has start timestamps. */
  private void addStarts(long first, long[] list) {
    StartedChunk made = startedChunk;
    if (made == null) {
      made = new StartedChunk();
      startedChunk = made;
    }
    made.make(open, openLength, first, list);
    openLength = made.length();
    openEncoding = ChunkEncoding.XOR2;
    if (openLength > open.length) {
      open = new byte[openLength];
    }
    System.arraycopy(made.bytes(), 0, open, 0, openLength);
  }

  private long capture(OpenHistograms held, long[] state, int at) {
    synchronized (held) {
      byte[] copy = held.copy();
      if (copy.length > open.length) {
        open = copy;
      } else {
        System.arraycopy(copy, 0, open, 0, copy.length);
      }
      openLength = copy.length;
      openEncoding = held.encoding();
      return (long) SeriesRows.LONGS.getAcquire(state, at + SeriesRows.FULL);
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
    if (isOpenIn(id, minTime, maxTime) || hasFullIn(id, minTime, maxTime)) {
      return true;
    }
    OutOfOrder unordered = store.outOfOrder().get(id);
    return unordered != null && hasUnorderedIn(unordered, minTime, maxTime);
  }

  private boolean hasUnorderedIn(OutOfOrder unordered, long minTime, long maxTime) {
    synchronized (unordered) {
      return unordered.recent().isWaitingIn(minTime, maxTime)
          || unordered.late().isWaitingIn(minTime, maxTime)
          || hasChunkIn(unordered.recent(), ranges, view, minTime, maxTime)
          || hasChunkIn(unordered.late(), store.lateRanges(), lateView, minTime, maxTime);
    }
  }

  private boolean hasChunkIn(
      Unordered unordered, Ranges of, long asView, long minTime, long maxTime) {
    for (int i = 0; i < unordered.placeCount(); i++) {
      FullChunks range = of.find(unordered.place(i), asView);
      if (range != null) {
        chunk.move(range, unordered.place(i));
        if (chunk.isIn(minTime, maxTime)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean hasFullIn(int id, long minTime, long maxTime) {
    long[] state = store.rows().segment(id);
    int at = SeriesRows.at(id);
    long newest = (long) SeriesRows.LONGS.getAcquire(state, at + SeriesRows.FULL);
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
    long[] state = store.rows().segment(id);
    int at = SeriesRows.at(id);
    long word = (long) SeriesRows.LONGS.getAcquire(state, at + SeriesRows.OPEN);
    boolean open = SeriesRows.samples(word) > 0;
    if (SeriesRows.isHistogram(word)) {
      OpenHistograms held = store.histograms().get(id);
      open = held == null || held.isOpen();
    }
    return open
        && (long) SeriesRows.LONGS.getOpaque(state, at + SeriesRows.MIN_TIME) <= maxTime
        && mayReach((long) SeriesRows.LONGS.getOpaque(state, at + SeriesRows.LAST_TIME), minTime);
  }

  /** Whether a series whose last sample has this time may reach to an instant. */
  private static boolean mayReach(long lastTime, long instant) {
    return lastTime >= instant || lastTime == SeriesRows.UNKNOWN_TIME;
  }

  /**
   * Finds the last sample of a series whose samples came in order and whose open chunk is one of
   * floats, without a look at the chunk; returns whether that was possible.
   */
  boolean readLast(int id) {
    long[] state = store.rows().segment(id);
    int at = SeriesRows.at(id);
    long word = (long) SeriesRows.LONGS.getAcquire(state, at + SeriesRows.OPEN);
    if (SeriesRows.isHistogram(word) || SeriesRows.samples(word) == 0) {
      return false;
    }
    lastTime = (long) SeriesRows.LONGS.getAcquire(state, at + SeriesRows.LAST_TIME);
    lastBits = (long) SeriesRows.LONGS.getAcquire(state, at + SeriesRows.LAST_BITS);
    return lastTime != SeriesRows.UNKNOWN_TIME
        && word == (long) SeriesRows.LONGS.getAcquire(state, at + SeriesRows.OPEN)
        && lastTime == (long) SeriesRows.LONGS.getAcquire(state, at + SeriesRows.LAST_TIME)
        && (store.outOfOrder().isEmpty() || !store.outOfOrder().containsKey(id));
  }

  /** The time of the last sample that was found. */
  long lastTime() {
    return lastTime;
  }

  /** The value of the last sample that was found. */
  long lastBits() {
    return lastBits;
  }
}
