package io.meridian.tsdb.head;

import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.XorTail;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Appends floats to the open chunks of series, which lie in cells that grow as they fill, and moves
 * chunks that are full to their range. A chunk is full above 100 bytes or at 240 samples, and ends
 * with its range: about a third as long as Prometheus' are, since open chunks are what a series
 * takes most memory for. The cut makes chunks of Prometheus' size of them.
 *
 * <p>All series begin a chunk when a range begins. Those chunks are full at 64 to 99 bytes, another
 * length for each series, so that from then on some series have long chunks while others have short
 * ones: memory is a chunk's middle size, not its largest.
 *
 * <p><b>Readers beside the writer.</b> The bytes before a chunk's published end never change. What
 * can happen to a reader is that the cell becomes another chunk's under its hands; it copies first
 * and then compares the word {@link SeriesRows} describes with the one it began with. So the order
 * of the writer matters: a word that gives a cell up is published, with a fence behind it, before
 * the cell is given back. For one thread.
 */
final class OpenFloats {
  private static final int MOST_SAMPLES = 240;

  /** Above how many bytes a chunk is full; with one more sample it fits a cell of 128 bytes. */
  private static final int MOST_BYTES = 128 - XorTail.ROOM;

  /** The least number of bytes above which the first chunk of a range is full. */
  private static final int FIRST_BYTES = 64;

  /** Takes the place of a row in its segment to all of 16 bits. */
  private static final int SPREADING = 0x9e37 >>> 3;

  private final Ranges ranges;
  private final CellAllocator cells;
  private final OpenStarts starts;

  // The range that a chunk was found to be in last.
  private long rangeBegin;
  private long rangeEnd;
  private final XorTail tail = new XorTail();
  private final byte[] full = new byte[CellHeap.LARGEST];

  /** Where a sample is written before it is known how many bytes it takes. */
  private final byte[] written = new byte[2 * XorTail.ROOM];

  /** Made when first needed: many senders send no start timestamps. */
  private @Nullable StartedChunk startedChunk;

  OpenFloats(Ranges ranges, CellAllocator cells, OpenStarts starts) {
    this.ranges = ranges;
    this.cells = cells;
    this.starts = starts;
  }

  CellAllocator cells() {
    return cells;
  }

  /**
   * Appends a sample that is later than the series' last one.
   *
   * @param start its start timestamp, 0 for none
   */
  void append(int id, long[] state, int at, long time, double value, long start) {
    long open = state[at + SeriesRows.OPEN];
    int samples = SeriesRows.samples(open);
    if (samples == 0) {
      starts.begin(id, start);
      begin(state, at, time, value, true);
    } else if (!isInRange(time, state[at + SeriesRows.MIN_TIME])) {
      finish(id, state, at);
      starts.begin(id, start);
      begin(state, at, time, value, true);
    } else if (SeriesRows.bits(open) > mostBits(state, at) || samples == MOST_SAMPLES) {
      finish(id, state, at);
      starts.begin(id, start);
      begin(state, at, time, value, false);
    } else {
      starts.next(id, time, start);
      extend(state, at, open, time, value);
    }
    SeriesRows.setLast(state, at, time, Double.doubleToRawLongBits(value));
  }

  /** Whether a time belongs to the range in which a chunk began before. */
  private boolean isInRange(long time, long minTime) {
    if (minTime < rangeBegin || minTime >= rangeEnd) {
      rangeBegin = ranges.begin(minTime);
      rangeEnd = ranges.end(minTime);
    }
    return time < rangeEnd;
  }

  /** Above how many bits the open chunk of a series is full. */
  private static int mostBits(long[] state, int at) {
    return 8 * (SeriesRows.isFirst(state, at) ? FIRST_BYTES + spread(at) : MOST_BYTES);
  }

  /** Between 0 and 35, evenly over the series of a segment. */
  private static int spread(int at) {
    return (((at * SPREADING) & 0xffff) * (MOST_BYTES - FIRST_BYTES)) >>> 16;
  }

  /**
   * Appends samples without start timestamps to a series that nobody reads yet and whose open chunk
   * has none, those later than its last one: as one by one, but that the open chunk is continued
   * apart and gets a cell in the end.
   */
  void append(long[] state, int at, long[] times, long[] bits, int from, int to) {
    takeOut(state, at);
    boolean first = tail.count() == 0 || SeriesRows.isFirst(state, at);
    int mostBits = tail.count() == 0 ? 0 : mostBits(state, at);
    long end = tail.count() == 0 ? Long.MIN_VALUE : ranges.end(state[at + SeriesRows.MIN_TIME]);
    long last = state[at + SeriesRows.LAST_TIME];
    long lastBits = state[at + SeriesRows.LAST_BITS];
    for (int i = from; i < to; i++) {
      long time = times[i];
      if (time <= last) {
        continue;
      }
      if (time >= end || tail.length() > mostBits || tail.count() == MOST_SAMPLES) {
        state[at + SeriesRows.LAST_TIME] = last;
        putFull(state, at);
        tail.begin(full, 0);
        state[at + SeriesRows.MIN_TIME] = time;
        first = time >= end;
        end = first ? ranges.end(time) : end;
        mostBits = 8 * (first ? FIRST_BYTES + spread(at) : MOST_BYTES);
      }
      lastBits = bits[i];
      tail.append(time, Double.longBitsToDouble(lastBits));
      last = time;
    }
    putBack(state, at, first);
    SeriesRows.setLast(state, at, last, lastBits);
  }

  /** Copies the open chunk, to be continued there, and gives its cell back. */
  private void takeOut(long[] state, int at) {
    long open = state[at + SeriesRows.OPEN];
    if (SeriesRows.samples(open) == 0) {
      tail.begin(full, 0);
      return;
    }
    copy(cells.heap(), open, full);
    tail.resume(full, 0, SeriesRows.samples(open), SeriesRows.bits(open));
    resume(state, at);
    cells.free(SeriesRows.place(open), SeriesRows.sizeClass(state[at + SeriesRows.END]));
  }

  /** Adds the chunk that was continued apart to its range. */
  private void putFull(long[] state, int at) {
    if (tail.count() > 0) {
      int length = ((int) tail.length() + 7) >>> 3;
      XorTail.putCount(full, 0, tail.count());
      state[at + SeriesRows.FULL] = add(state, at, tail.count(), ChunkEncoding.XOR, full, length);
    }
  }

  /** Gives the chunk that was continued apart a cell. */
  private void putBack(long[] state, int at, boolean first) {
    int length = ((int) tail.length() + 7) >>> 3;
    int sizeClass = CellHeap.sizeClass(length);
    int place = cells.allocate(sizeClass);
    System.arraycopy(full, 0, cells.heap().page(place), CellHeap.offset(place), length);
    publish(
        state, at, place, SeriesRows.generation(state[at + SeriesRows.OPEN]) + 1, sizeClass, first);
  }

  private void begin(long[] state, int at, long time, double value, boolean first) {
    int place = cells.allocate(0);
    tail.begin(cells.heap().page(place), CellHeap.offset(place));
    tail.append(time, value);
    state[at + SeriesRows.MIN_TIME] = time;
    int generation = SeriesRows.generation(state[at + SeriesRows.OPEN]) + 1;
    publish(state, at, place, generation, 0, first);
  }

  /**
   * Appends to the open chunk. A sample takes some two bytes and may take 25: it is written apart,
   * so that the cell needs room for what it takes alone.
   */
  private void extend(long[] state, int at, long open, long time, double value) {
    int place = SeriesRows.place(open);
    int sizeClass = SeriesRows.sizeClass(state[at + SeriesRows.END]);
    CellHeap heap = cells.heap();
    int kept = SeriesRows.bits(open) >>> 3;
    int used = (SeriesRows.bits(open) + 7) >>> 3;
    if (used > kept) {
      written[0] = heap.page(place)[CellHeap.offset(place) + kept];
    }
    tail.resume(written, -kept, SeriesRows.samples(open), SeriesRows.bits(open));
    resume(state, at);
    tail.append(time, value);
    int length = ((int) tail.length() + 7) >>> 3;
    int needed = Math.max(sizeClass, CellHeap.sizeClass(length));
    int to = place;
    if (needed > sizeClass || cells.isSparse(place)) {
      to = cells.allocate(needed);
      System.arraycopy(
          heap.page(place), CellHeap.offset(place), heap.page(to), CellHeap.offset(to), used);
    }
    System.arraycopy(written, 0, heap.page(to), CellHeap.offset(to) + kept, length - kept);
    boolean first = SeriesRows.isFirst(state, at);
    publish(state, at, to, SeriesRows.generation(open), needed, first);
    if (to != place) {
      VarHandle.storeStoreFence();
      cells.free(place, sizeClass);
    }
  }

  /** The second part of the state of the open chunk's end. */
  private void resume(long[] state, int at) {
    long end = state[at + SeriesRows.END];
    tail.resume(
        state[at + SeriesRows.LAST_TIME],
        SeriesRows.step(end),
        state[at + SeriesRows.LAST_BITS],
        SeriesRows.lead(end),
        SeriesRows.trail(end));
  }

  private void publish(
      long[] state, int at, int place, int generation, int sizeClass, boolean first) {
    SeriesRows.setEnd(state, at, tail.delta(), tail.lead(), tail.trail(), sizeClass, first);
    long word = SeriesRows.open(place, generation, tail.count(), tail.length());
    state[at + SeriesRows.LAST_TIME] = SeriesRows.UNKNOWN_TIME;
    SeriesRows.LONGS.setRelease(state, at + SeriesRows.OPEN, word);
  }

  /**
   * Gives a series that has no open chunk one; the times and the last value of its row are set
   * already.
   */
  void restore(
      long[] state,
      int at,
      int samples,
      int bits,
      long step,
      int lead,
      int trail,
      byte[] data,
      int from) {
    int length = (bits + 7) >>> 3;
    int sizeClass = CellHeap.sizeClass(length);
    int place = cells.allocate(sizeClass);
    System.arraycopy(data, from, cells.heap().page(place), CellHeap.offset(place), length);
    SeriesRows.setEnd(state, at, step, lead, trail, sizeClass, true);
    state[at + SeriesRows.OPEN] = SeriesRows.open(place, 0, samples, bits);
  }

  /** Moves the open chunk, if there is one, to its range. */
  void finish(int id, long[] state, int at) {
    long open = state[at + SeriesRows.OPEN];
    int samples = SeriesRows.samples(open);
    if (samples == 0) {
      return;
    }
    int place = SeriesRows.place(open);
    int length = (SeriesRows.bits(open) + 7) >>> 3;
    copy(cells.heap(), open, full);
    boolean started = starts.isAny(id);
    long added =
        started
            ? addStarted(id, state, at, samples, length)
            : add(state, at, samples, ChunkEncoding.XOR, full, length);
    SeriesRows.LONGS.setRelease(state, at + SeriesRows.FULL, added);
    long closed = SeriesRows.open(0, SeriesRows.generation(open) + 1, 0, 0);
    SeriesRows.LONGS.setRelease(state, at + SeriesRows.OPEN, closed);
    VarHandle.storeStoreFence();
    if (started) {
      starts.end(id);
    }
    cells.free(place, SeriesRows.sizeClass(state[at + SeriesRows.END]));
  }

  private long addStarted(int id, long[] state, int at, int samples, int length) {
    StartedChunk made = startedChunk;
    if (made == null) {
      made = new StartedChunk();
      startedChunk = made;
    }
    made.make(full, length, starts.first(id), starts.list(id));
    return add(state, at, samples, ChunkEncoding.XOR2, made.bytes(), made.length());
  }

  /** Adds what was the open chunk to its range; returns the place. */
  private long add(
      long[] state, int at, int samples, ChunkEncoding encoding, byte[] data, int length) {
    long minTime = state[at + SeriesRows.MIN_TIME];
    return ranges
        .of(minTime)
        .add(
            state[at + SeriesRows.FULL],
            minTime,
            state[at + SeriesRows.LAST_TIME],
            samples,
            encoding,
            data,
            0,
            length);
  }

  /**
   * Copies an open chunk as its word describes it, whole and with its count; rubbish if the cell is
   * no longer the chunk's.
   *
   * @param into has room for the largest cell
   * @return how many bytes the chunk has
   */
  static int copy(CellHeap cells, long open, byte[] into) {
    int place = SeriesRows.place(open);
    int bits = SeriesRows.bits(open);
    int length = (bits + 7) >>> 3;
    byte[] page = cells.page(place);
    if (page.length < CellHeap.offset(place) + length) {
      return 0;
    }
    System.arraycopy(page, CellHeap.offset(place), into, 0, length);
    into[length - 1] &= (byte) (0xff00 >>> (((bits - 1) & 7) + 1));
    XorTail.putCount(into, 0, SeriesRows.samples(open));
    return length;
  }
}
