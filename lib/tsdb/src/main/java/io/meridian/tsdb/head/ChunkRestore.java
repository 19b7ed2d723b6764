package io.meridian.tsdb.head;

import io.meridian.tsdb.chunk.ChunkEncoding;

/**
 * Gives series the chunks that a snapshot has of them, each series' chunks in order of time. What
 * is not later than a series' last sample is there already. For one thread, which nobody else
 * shares a series with.
 */
final class ChunkRestore {
  private final HeadStore store;
  private final OpenChunks chunks;

  private long[] state = {};
  private int at;

  // The full chunk that was read last.
  private long minTime;
  private long maxTime;
  private int samples;
  private ChunkEncoding encoding = ChunkEncoding.XOR;
  private int length;
  private int from;

  ChunkRestore(HeadStore store, OpenChunks chunks) {
    this.store = store;
    this.chunks = chunks;
  }

  /** Moves to a series that a record has named. */
  private int series(RecordReader reader) {
    int id = reader.u32();
    if (!reader.isNamed(id)) {
      throw reader.corrupt("chunks of the series " + id + ", which has no name");
    }
    store.rows().reserve(id + 1);
    state = store.rows().segment(id);
    at = SeriesRows.at(id);
    return id;
  }

  private boolean isNew(long first, long last, long passedBefore) {
    return last >= passedBefore && first > state[at + SeriesRows.LAST_TIME];
  }

  void full(RecordReader reader, long passedBefore) {
    while (reader.hasMore()) {
      readFull(reader);
      if (isNew(minTime, maxTime, passedBefore)) {
        state[at + SeriesRows.FULL] = add(store.ranges(), state[at + SeriesRows.FULL], reader);
        state[at + SeriesRows.LAST_TIME] = maxTime;
      }
    }
  }

  void unordered(RecordReader reader, long passedBefore) {
    while (reader.hasMore()) {
      int id = readFull(reader);
      if (maxTime >= passedBefore) {
        chunks.restoreUnordered(id).recent().add(add(store.ranges(), 0, reader));
      }
    }
  }

  void late(RecordReader reader) {
    while (reader.hasMore()) {
      int id = readFull(reader);
      chunks.restoreUnordered(id).late().add(add(store.lateRanges(), 0, reader));
    }
  }

  private int readFull(RecordReader reader) {
    int id = series(reader);
    minTime = reader.u64();
    maxTime = reader.u64();
    samples = reader.u32();
    encoding = ChunkEncoding.of(reader.u8(), "a record of the log", reader.pass(0));
    length = reader.u32();
    from = reader.pass(length);
    return id;
  }

  private long add(Ranges ranges, long previous, RecordReader reader) {
    return ranges
        .of(minTime)
        .add(previous, minTime, maxTime, samples, encoding, reader.bytes(), from, length);
  }

  void openFloats(RecordReader reader, long passedBefore) {
    while (reader.hasMore()) {
      series(reader);
      long firstTime = reader.u64();
      long lastTime = reader.u64();
      long step = reader.u64();
      long lastBits = reader.u64();
      int lead = reader.u8();
      int trail = reader.u8();
      int count = reader.u8();
      int bits = reader.u32();
      if (bits < 16 || bits > 8 * CellHeap.LARGEST) {
        throw reader.corrupt("an open chunk of " + bits + " bits");
      }
      int data = reader.pass((bits + 7) >>> 3);
      if (isNew(firstTime, lastTime, passedBefore)) {
        state[at + SeriesRows.MIN_TIME] = firstTime;
        state[at + SeriesRows.LAST_TIME] = lastTime;
        state[at + SeriesRows.LAST_BITS] = lastBits;
        chunks.floats().restore(state, at, count, bits, step, lead, trail, reader.bytes(), data);
      }
    }
  }

  void openHistograms(RecordReader reader, long passedBefore) {
    while (reader.hasMore()) {
      int id = series(reader);
      long firstTime = reader.u64();
      long lastTime = reader.u64();
      int kind = reader.u8();
      int size = reader.u32();
      int data = reader.pass(size);
      if (isNew(firstTime, lastTime, passedBefore)) {
        OpenHistograms open = new OpenHistograms(store.ranges(), (kind & 1) != 0, (kind & 2) != 0);
        open.restore(firstTime, lastTime, reader.bytes(), data, size);
        store.histograms().put(id, open);
        state[at + SeriesRows.MIN_TIME] = firstTime;
        state[at + SeriesRows.LAST_TIME] = lastTime;
        state[at + SeriesRows.OPEN] = SeriesRows.openHistogram(0);
      }
    }
  }

  /** Gives open chunks that were restored before their start timestamps. */
  void openStarts(RecordReader reader) {
    while (reader.hasMore()) {
      int id = series(reader);
      long chunk = reader.u64();
      long first = reader.u64();
      boolean open =
          SeriesRows.samples(state[at + SeriesRows.OPEN]) > 0
              && state[at + SeriesRows.MIN_TIME] == chunk;
      if (open) {
        store.openStarts().begin(id, first);
      }
      for (int left = reader.u32(); left > 0; left--) {
        long time = reader.u64();
        long start = reader.u64();
        if (open) {
          store.openStarts().next(id, time, start);
        }
      }
    }
  }
}
