package io.meridian.tsdb.head;

import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.XorTail;
import java.lang.invoke.VarHandle;

/**
 * Appends floats to the open chunks of series, which lie in cells that grow as they fill, and moves
 * chunks that are full to their range. A chunk is full above 164 bytes or at 240 samples, and ends
 * with its range: about half as long as Prometheus' are, since open chunks are what a series takes
 * most memory for. The cut makes chunks of Prometheus' size of them.
 *
 * <p><b>Readers beside the writer.</b> The bytes before a chunk's published end never change. What
 * can happen to a reader is that the cell becomes another chunk's under its hands; it copies first
 * and then compares the word {@link SeriesColumns} describes with the one it began with. So the
 * order of the writer matters: a word that gives a cell up is published, with a fence behind it,
 * before the cell is given back. For one thread.
 */
final class OpenFloats {
  private static final int MOST_SAMPLES = 240;

  /** What fits the largest cell. */
  private static final int MOST_BYTES = CellHeap.LARGEST - XorTail.ROOM;

  private final Ranges ranges;
  private final CellAllocator cells;
  private final XorTail tail = new XorTail();
  private final byte[] full = new byte[CellHeap.LARGEST];

  OpenFloats(Ranges ranges, CellAllocator cells) {
    this.ranges = ranges;
    this.cells = cells;
  }

  CellAllocator cells() {
    return cells;
  }

  /** Appends a sample that is later than the series' last one. */
  void append(SeriesColumns.Segment state, int at, long time, double value) {
    long open = state.open[at];
    int samples = SeriesColumns.samples(open);
    if (samples == 0) {
      begin(state, at, time, value);
    } else if (SeriesColumns.bits(open) > 8 * MOST_BYTES
        || samples == MOST_SAMPLES
        || time >= ranges.end(state.minTimes[at])) {
      finish(state, at);
      begin(state, at, time, value);
    } else {
      extend(state, at, open, time, value);
    }
    state.lastTimes[at] = time;
    state.lastBits[at] = Double.doubleToRawLongBits(value);
  }

  /**
   * Appends samples of a series that nobody reads yet, those later than its last one: as one by
   * one, but that the open chunk is continued apart and gets a cell in the end.
   */
  void append(SeriesColumns.Segment state, int at, long[] times, long[] bits, int from, int to) {
    takeOut(state, at);
    long end = tail.count() == 0 ? Long.MIN_VALUE : ranges.end(state.minTimes[at]);
    for (int i = from; i < to; i++) {
      long time = times[i];
      if (time <= state.lastTimes[at]) {
        continue;
      }
      if (tail.count() == 0
          || tail.length() > 8 * MOST_BYTES
          || tail.count() == MOST_SAMPLES
          || time >= end) {
        putFull(state, at);
        tail.begin(full, 0);
        state.minTimes[at] = time;
        end = ranges.end(time);
      }
      tail.append(time, Double.longBitsToDouble(bits[i]));
      state.lastTimes[at] = time;
      state.lastBits[at] = bits[i];
    }
    putBack(state, at);
  }

  /** Copies the open chunk, to be continued there, and gives its cell back. */
  private void takeOut(SeriesColumns.Segment state, int at) {
    long open = state.open[at];
    if (SeriesColumns.samples(open) == 0) {
      tail.begin(full, 0);
      return;
    }
    copy(cells.heap(), open, full);
    tail.resume(full, 0, SeriesColumns.samples(open), SeriesColumns.bits(open));
    resume(state, at);
    cells.free(SeriesColumns.place(open), state.sizeClasses[at]);
  }

  /** Adds the chunk that was continued apart to its range. */
  private void putFull(SeriesColumns.Segment state, int at) {
    if (tail.count() > 0) {
      int length = ((int) tail.length() + 7) >>> 3;
      XorTail.putCount(full, 0, tail.count());
      state.full[at] =
          ranges
              .of(state.minTimes[at])
              .add(
                  state.full[at],
                  state.minTimes[at],
                  state.lastTimes[at],
                  tail.count(),
                  ChunkEncoding.XOR,
                  full,
                  0,
                  length);
    }
  }

  /** Gives the chunk that was continued apart a cell. */
  private void putBack(SeriesColumns.Segment state, int at) {
    int length = ((int) tail.length() + 7) >>> 3;
    int sizeClass = CellHeap.sizeClass(length);
    int place = cells.allocate(sizeClass);
    System.arraycopy(full, 0, cells.heap().page(place), CellHeap.offset(place), length);
    state.sizeClasses[at] = (byte) sizeClass;
    publish(state, at, place, SeriesColumns.generation(state.open[at]) + 1);
  }

  private void begin(SeriesColumns.Segment state, int at, long time, double value) {
    int place = cells.allocate(0);
    tail.begin(cells.heap().page(place), CellHeap.offset(place));
    tail.append(time, value);
    state.minTimes[at] = time;
    state.sizeClasses[at] = 0;
    int generation = SeriesColumns.generation(state.open[at]) + 1;
    publish(state, at, place, generation);
  }

  private void extend(SeriesColumns.Segment state, int at, long open, long time, double value) {
    int place = SeriesColumns.place(open);
    int sizeClass = state.sizeClasses[at];
    int used = (SeriesColumns.bits(open) + 7) >>> 3;
    int needed = CellHeap.sizeClass(used + XorTail.ROOM);
    int to = needed > sizeClass ? move(place, used, needed) : place;
    tail.resume(
        cells.heap().page(to),
        CellHeap.offset(to),
        SeriesColumns.samples(open),
        SeriesColumns.bits(open));
    resume(state, at);
    tail.append(time, value);
    publish(state, at, to, SeriesColumns.generation(open));
    if (to != place) {
      VarHandle.storeStoreFence();
      cells.free(place, sizeClass);
      state.sizeClasses[at] = (byte) needed;
    }
  }

  /** The second part of the state of the open chunk's end. */
  private void resume(SeriesColumns.Segment state, int at) {
    tail.resume(
        state.lastTimes[at],
        state.deltas[at],
        state.lastBits[at],
        state.leads[at],
        state.trails[at]);
  }

  private int move(int place, int used, int sizeClass) {
    int to = cells.allocate(sizeClass);
    CellHeap heap = cells.heap();
    System.arraycopy(
        heap.page(place), CellHeap.offset(place), heap.page(to), CellHeap.offset(to), used);
    return to;
  }

  private void publish(SeriesColumns.Segment state, int at, int place, int generation) {
    state.deltas[at] = tail.delta();
    state.leads[at] = (byte) tail.lead();
    state.trails[at] = (byte) tail.trail();
    long word = SeriesColumns.open(place, generation, tail.count(), tail.length());
    SeriesColumns.LONGS.setRelease(state.open, at, word);
  }

  /** Gives a series that has no open chunk one; the other columns are set already. */
  void restore(SeriesColumns.Segment state, int at, int samples, int bits, byte[] data, int from) {
    int length = (bits + 7) >>> 3;
    int sizeClass = CellHeap.sizeClass(length);
    int place = cells.allocate(sizeClass);
    System.arraycopy(data, from, cells.heap().page(place), CellHeap.offset(place), length);
    state.sizeClasses[at] = (byte) sizeClass;
    state.open[at] = SeriesColumns.open(place, 0, samples, bits);
  }

  /** Moves the open chunk, if there is one, to its range. */
  void finish(SeriesColumns.Segment state, int at) {
    long open = state.open[at];
    int samples = SeriesColumns.samples(open);
    if (samples == 0) {
      return;
    }
    int place = SeriesColumns.place(open);
    int length = (SeriesColumns.bits(open) + 7) >>> 3;
    copy(cells.heap(), open, full);
    long added =
        ranges
            .of(state.minTimes[at])
            .add(
                state.full[at],
                state.minTimes[at],
                state.lastTimes[at],
                samples,
                ChunkEncoding.XOR,
                full,
                0,
                length);
    SeriesColumns.LONGS.setRelease(state.full, at, added);
    long closed = SeriesColumns.open(0, SeriesColumns.generation(open) + 1, 0, 0);
    SeriesColumns.LONGS.setRelease(state.open, at, closed);
    VarHandle.storeStoreFence();
    cells.free(place, state.sizeClasses[at]);
  }

  /**
   * Copies an open chunk as its word describes it, whole and with its count; rubbish if the cell is
   * no longer the chunk's.
   *
   * @param into has room for the largest cell
   * @return how many bytes the chunk has
   */
  static int copy(CellHeap cells, long open, byte[] into) {
    int place = SeriesColumns.place(open);
    int bits = SeriesColumns.bits(open);
    int length = (bits + 7) >>> 3;
    byte[] page = cells.page(place);
    if (page.length < CellHeap.offset(place) + length) {
      return 0;
    }
    System.arraycopy(page, CellHeap.offset(place), into, 0, length);
    into[length - 1] &= (byte) (0xff00 >>> (((bits - 1) & 7) + 1));
    XorTail.putCount(into, 0, SeriesColumns.samples(open));
    return length;
  }
}
