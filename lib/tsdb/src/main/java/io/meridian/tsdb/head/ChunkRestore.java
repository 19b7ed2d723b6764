package io.meridian.tsdb.head;

import io.meridian.tsdb.chunk.ChunkEncoding;

/**
 * Gives series the chunks that a snapshot has of them, each series' chunks in order of time. What
 * is not later than a series' last sample is there already. Chunks of series that no record has
 * named are passed over. For one thread, which nobody else shares a series with.
 */
final class ChunkRestore {
  private static final int NAMELESS = -1;

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

  /** Samples in chunks that were passed over. */
  private long nameless;

  ChunkRestore(HeadStore store, OpenChunks chunks) {
    this.store = store;
    this.chunks = chunks;
  }

  /** How many samples were in chunks of series that no record has named. */
  long nameless() {
    return nameless;
  }

  /** Moves to a series; returns its number, {@link #NAMELESS} if no record has named it. */
  private int series(RecordReader reader) {
    int id = reader.u32();
    if (!reader.isNamed(id)) {
      return NAMELESS;
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
      if (readFull(reader) != NAMELESS && isNew(minTime, maxTime, passedBefore)) {
        state[at + SeriesRows.FULL] = add(store.ranges(), state[at + SeriesRows.FULL], reader);
        state[at + SeriesRows.LAST_TIME] = maxTime;
      }
    }
  }

  void unordered(RecordReader reader, long passedBefore) {
    while (reader.hasMore()) {
      int id = readFull(reader);
      if (id != NAMELESS && maxTime >= passedBefore) {
        chunks.restoreUnordered(id).recent().add(add(store.ranges(), 0, reader));
      }
    }
  }

  void late(RecordReader reader) {
    while (reader.hasMore()) {
      int id = readFull(reader);
      if (id != NAMELESS) {
        chunks.restoreUnordered(id).late().add(add(store.lateRanges(), 0, reader));
      }
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
    nameless += id == NAMELESS ? samples : 0;
    return id;
  }

  private long add(Ranges ranges, long previous, RecordReader reader) {
    return ranges
        .of(minTime)
        .add(previous, minTime, maxTime, samples, encoding, reader.bytes(), from, length);
  }

  void openFloats(RecordReader reader, long passedBefore) {
    while (reader.hasMore()) {
      int id = series(reader);
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
      if (id == NAMELESS) {
        nameless += count;
      } else if (isNew(firstTime, lastTime, passedBefore)) {
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
      if (id == NAMELESS) {
        nameless += size < Short.BYTES ? 0 : count(reader.bytes(), data);
      } else if (isNew(firstTime, lastTime, passedBefore)) {
        OpenHistograms open = new OpenHistograms(store.ranges(), (kind & 1) != 0, (kind & 2) != 0);
        open.restore(firstTime, lastTime, reader.bytes(), data, size);
        store.histograms().put(id, open);
        state[at + SeriesRows.MIN_TIME] = firstTime;
        state[at + SeriesRows.LAST_TIME] = lastTime;
        state[at + SeriesRows.OPEN] = SeriesRows.openHistogram(0);
      }
    }
  }

  /** How many samples a chunk has, by its first two bytes. */
  private static int count(byte[] chunk, int from) {
    return (chunk[from] & 0xff) << 8 | (chunk[from + 1] & 0xff);
  }

  /** Gives open chunks that were restored before their start timestamps. */
  void openStarts(RecordReader reader) {
    while (reader.hasMore()) {
      int id = series(reader);
      long chunk = reader.u64();
      long first = reader.u64();
      boolean open =
          id != NAMELESS
              && SeriesRows.samples(state[at + SeriesRows.OPEN]) > 0
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
