package io.meridian.tsdb.head;

import com.carrotsearch.hppc.IntArrayList;
import com.carrotsearch.hppc.LongArrayList;
import java.util.concurrent.locks.Lock;
import java.util.function.IntSupplier;

/**
 * Writes all that a head has as records, from which a {@link HeadReplay} makes it again. Appends go
 * on meanwhile: what they add to series that are written already is not in it. The writers' lock is
 * held for 256 series at a time, and while their open chunks alone are copied. For one use, to be
 * closed.
 */
final class HeadSnapshot implements AutoCloseable {
  private static final int LARGEST = 1 << 18;

  private final HeadStore store;
  private final OpenChunks openChunks;
  private final Lock writing;
  private final RecordWriter record = new RecordWriter();
  private final RecordWriter floats = new RecordWriter();
  private final RecordWriter starts = new RecordWriter();
  private final RecordWriter histograms = new RecordWriter();
  private final byte[] open = new byte[CellHeap.LARGEST];

  /** The newest full chunk of each series of a segment. */
  private final long[] full = new long[SeriesRows.SEGMENT];

  /** Series that have chunks out of order, and their places; the same of late ones. */
  private final Places unordered = new Places(new IntArrayList(), new LongArrayList());

  private final Places late = new Places(new IntArrayList(), new LongArrayList());

  private final PassReads reads;
  private final FullChunk chunk;

  /** Places of a series' chunks, the newest first. */
  private final LongArrayList places = new LongArrayList();

  private record Places(IntArrayList ids, LongArrayList places) {
    void add(int id, Unordered of) {
      of.addPlaces(places);
      while (ids.size() < places.size()) {
        ids.add(id);
      }
    }

    void clear() {
      ids.clear();
      places.clear();
    }
  }

  /**
   * A snapshot to be written.
   *
   * @param openChunks makes chunks of samples that wait out of order, with the lock held
   */
  HeadSnapshot(HeadStore store, OpenChunks openChunks, Lock writing) {
    this.store = store;
    this.openChunks = openChunks;
    this.writing = writing;
    reads = new PassReads(store.ranges().spill());
    chunk = new FullChunk(reads);
  }

  @Override
  public void close() {
    reads.close();
  }

  /**
   * Writes everything.
   *
   * @param series takes pairs of labels and series
   * @param chunks takes chunks, a record for each {@value ReplayShard#SERIES} series
   */
  void write(HeadLog series, HeadLog chunks) {
    int size = underLock(store.index().table()::size);
    int pairs = underLock(store.index().pairs()::numbers);
    for (int from = 0; from < pairs; ) {
      from = writePairs(from, pairs, series);
    }
    for (int from = 0; from < size; ) {
      from = writeSeries(from, size, series);
    }
    new BatchExtras(store).write(LARGEST, record, series);
    for (int from = 0; from < size; from += ReplayShard.SERIES) {
      try (ReadView view = store.view()) {
        writeChunks(view, from, Math.min(size, from + ReplayShard.SERIES), chunks);
      }
    }
  }

  private int underLock(IntSupplier question) {
    Lock lock = store.labels().readLock();
    lock.lock();
    try {
      return question.getAsInt();
    } finally {
      lock.unlock();
    }
  }

  private int writePairs(int from, int to, HeadLog into) {
    record.clear();
    record.begin(RecordSection.PAIRS);
    record.u32(from);
    LabelPairs pairs = store.index().pairs();
    int pair = from;
    Lock lock = store.labels().readLock();
    lock.lock();
    try {
      for (; pair < to && record.length() < LARGEST; pair++) {
        if (pairs.isHere(pair)) {
          byte[] bytes = pairs.page(pair);
          int length = LabelField.end(bytes, pairs.from(pair)) - pairs.from(pair);
          record.leb(length);
          record.copy(bytes, pairs.from(pair), length);
        } else {
          record.leb(0);
        }
      }
    } finally {
      lock.unlock();
    }
    record.end();
    into.append(record.bytes(), 0, record.length());
    return pair;
  }

  private int writeSeries(int from, int to, HeadLog into) {
    record.clear();
    record.begin(RecordSection.SERIES_BY_PAIR);
    record.u32(from);
    SeriesTable table = store.index().table();
    PairCursor labels = new PairCursor();
    int id = from;
    Lock lock = store.labels().readLock();
    lock.lock();
    try {
      for (; id < to && record.length() < LARGEST; id++) {
        if (!table.isListed(id)) { // its labels may be those of another series by now
          record.leb(0);
          continue;
        }
        labels.reset(table, id);
        record.leb(labels.left());
        record.u64(table.hash(id));
        while (labels.next()) {
          record.leb(labels.pair());
        }
      }
    } finally {
      lock.unlock();
    }
    record.end();
    into.append(record.bytes(), 0, record.length());
    return id;
  }

  private void writeChunks(ReadView view, int from, int to, HeadLog into) {
    record.clear();
    record.u32(from / ReplayShard.SERIES);
    floats.clear();
    starts.clear();
    histograms.clear();
    for (int first = from; first < to; first += SeriesRows.SEGMENT) {
      int end = Math.min(to, first + SeriesRows.SEGMENT);
      writing.lock();
      try {
        copyOpen(first, end);
      } finally {
        writing.unlock();
      }
      record.begin(RecordSection.FULL_CHUNKS);
      for (int id = first; id < end; id++) {
        writeFull(view, id, full[id - first]);
      }
      record.end();
      write(RecordSection.UNORDERED_CHUNKS, unordered, store.ranges(), view.number());
      write(RecordSection.LATE_CHUNKS, late, store.lateRanges(), view.lateNumber());
    }
    record.add(RecordSection.OPEN_FLOATS, floats.bytes(), floats.length());
    record.add(RecordSection.OPEN_STARTS, starts.bytes(), starts.length());
    record.add(RecordSection.OPEN_HISTOGRAMS, histograms.bytes(), histograms.length());
    into.append(record.bytes(), 0, record.length());
  }

  private void copyOpen(int from, int to) {
    long[] state = store.rows().segment(from);
    unordered.clear();
    late.clear();
    for (int id = from; id < to; id++) {
      int at = SeriesRows.at(id);
      OutOfOrder held = SeriesRows.isUnordered(state, at) ? store.outOfOrder().get(id) : null;
      if (held != null) {
        openChunks.finishUnordered(held);
        unordered.add(id, held.recent());
        late.add(id, held.late());
      }
      full[id - from] = state[at + SeriesRows.FULL];
      long word = state[at + SeriesRows.OPEN];
      if (SeriesRows.isHistogram(word)) {
        OpenHistograms chunk = store.histograms().get(id);
        if (chunk != null) {
          chunk.write(id, histograms);
        }
      } else if (SeriesRows.samples(word) > 0) {
        copyFloats(id, state, at, word);
      }
    }
  }

  private void copyFloats(int id, long[] state, int at, long word) {
    int length = OpenFloats.copy(store.cells(), word, open);
    floats.u32(id);
    floats.u64(state[at + SeriesRows.MIN_TIME]);
    floats.u64(state[at + SeriesRows.LAST_TIME]);
    floats.u64(SeriesRows.step(state[at + SeriesRows.END]));
    floats.u64(state[at + SeriesRows.LAST_BITS]);
    floats.u8(SeriesRows.lead(state[at + SeriesRows.END]));
    floats.u8(SeriesRows.trail(state[at + SeriesRows.END]));
    floats.u8(SeriesRows.samples(word));
    floats.u32(SeriesRows.bits(word));
    floats.copy(open, 0, length);
    if (store.openStarts().isAny(id)) {
      copyStarts(id, state[at + SeriesRows.MIN_TIME]);
    }
  }

  private void copyStarts(int id, long chunk) {
    long[] list = store.openStarts().list(id);
    int size = OpenStarts.size(list);
    starts.u32(id);
    starts.u64(chunk);
    starts.u64(store.openStarts().first(id));
    starts.u32(size);
    for (int i = 1; i <= 2 * size; i++) {
      starts.u64(list[i]);
    }
  }

  private void writeFull(ReadView view, int id, long newest) {
    places.clear();
    for (long place = newest; place != 0; ) {
      FullChunks range = store.ranges().find(place, view.number());
      if (range == null) {
        break;
      }
      places.add(place);
      chunk.move(range, place);
      place = chunk.previous();
    }
    for (int i = places.size() - 1; i >= 0; i--) {
      writeFull(id, places.get(i), store.ranges(), view.number());
    }
  }

  private void write(int kind, Places of, Ranges ranges, long view) {
    if (!of.ids().isEmpty()) {
      record.begin(kind);
      for (int i = 0; i < of.ids().size(); i++) {
        writeFull(of.ids().get(i), of.places().get(i), ranges, view);
      }
      record.end();
    }
  }

  private void writeFull(int id, long place, Ranges ranges, long view) {
    FullChunks range = ranges.find(place, view);
    if (range == null) {
      return;
    }
    chunk.move(range, place);
    chunk.load();
    record.u32(id);
    record.u64(chunk.minTime());
    record.u64(chunk.maxTime());
    record.u32(chunk.samples());
    record.u8(chunk.encoding().code());
    record.u32(chunk.length());
    record.copy(chunk.data(), 0, chunk.length());
  }
}
