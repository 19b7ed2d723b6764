package io.meridian.tsdb.head;

import io.meridian.model.SampleBuffer;
import java.util.Arrays;

/**
 * Appends the samples of a part of the series. They are first dealt out to buckets of 512 series
 * and appended a bucket at a time, while its series are in the cache. For one thread.
 */
final class ReplayShard {
  private static final int BUCKET_BITS = 9;

  /** How many series stand together in a bucket, and in a record of a snapshot. */
  static final int SERIES = 1 << BUCKET_BITS;

  private static final int FIRST_SAMPLES = 32;
  private static final int SAMPLES = 8192;

  private final HeadStore store;
  private final OpenChunks chunks;
  private final ChunkRestore chunkRestore;
  private final int number;
  private final int shards;
  private final RecordReader reader = new RecordReader();
  private final SeriesReader samples;
  private final SampleBuffer single = new SampleBuffer(1);
  private final SampleBuffer known = new SampleBuffer(1);

  /** For each 512 series their samples: time and place among the series, then the value's bits. */
  private long[][] buckets = new long[1][];

  private int[] sizes = new int[1];

  // A bucket by series: where each one's samples end, their times and the bits of their values.
  private final int[] ends = new int[SERIES];
  private long[] times = {};
  private long[] values = {};

  private long passedBefore = Long.MIN_VALUE;

  /** Samples, of all shards' series, whose series no record has named. */
  private long nameless;

  ReplayShard(HeadStore store, int number, int shards) {
    this.store = store;
    this.chunks = new OpenChunks(store);
    this.samples = store.writersReader();
    this.chunkRestore = new ChunkRestore(store, chunks);
    this.number = number;
    this.shards = shards;
  }

  OpenChunks chunks() {
    return chunks;
  }

  /** Passes over samples before an instant from now on. */
  void passBefore(long time) {
    passedBefore = Math.max(passedBefore, time);
  }

  long passedBefore() {
    return passedBefore;
  }

  void accept(byte[] record, int length) {
    reader.reset(record, length);
    for (int kind; (kind = reader.next()) != 0; ) {
      switch (kind) {
        case RecordSection.SERIES -> passSeries();
        case RecordSection.PAIRS -> {}
        case RecordSection.SERIES_BY_PAIR -> passSeriesByPair();
        case RecordSection.FLOATS -> acceptFloats(false);
        case RecordSection.STARTED_FLOATS -> acceptFloats(true);
        case RecordSection.HISTOGRAMS -> acceptHistograms();
        case RecordSection.UNORDERED_FLOATS, RecordSection.LATE_FLOATS ->
            acceptUnordered(kind == RecordSection.LATE_FLOATS, false);
        case RecordSection.STARTED_UNORDERED_FLOATS, RecordSection.STARTED_LATE_FLOATS ->
            acceptUnordered(kind == RecordSection.STARTED_LATE_FLOATS, true);
        case RecordSection.UNORDERED_HISTOGRAMS, RecordSection.LATE_HISTOGRAMS ->
            acceptUnorderedHistograms(kind == RecordSection.LATE_HISTOGRAMS);
        case RecordSection.EXEMPLARS, RecordSection.METADATA -> {} // shard 0 has them
        default -> throw reader.corrupt("an unknown section " + kind);
      }
    }
  }

  private void passSeries() {
    while (reader.nextSeries()) {
      // so that the reader knows which numbers have names
    }
  }

  private void passSeriesByPair() {
    int id = reader.u32();
    for (; reader.hasMore(); id++) {
      int labels = reader.leb();
      reader.pass(labels == 0 ? 0 : Long.BYTES);
      for (int i = 0; i < labels; i++) {
        reader.leb();
      }
    }
    reader.name(id);
  }

  boolean isOwnPart(int part) {
    return part % shards == number;
  }

  /** Takes chunks of a snapshot, which come before records of the log. */
  void acceptChunks(byte[] record, int length) {
    reader.reset(record, Integer.BYTES, length);
    for (int kind; (kind = reader.next()) != 0; ) {
      switch (kind) {
        case RecordSection.FULL_CHUNKS -> chunkRestore.full(reader, passedBefore);
        case RecordSection.OPEN_FLOATS -> chunkRestore.openFloats(reader, passedBefore);
        case RecordSection.OPEN_STARTS -> chunkRestore.openStarts(reader);
        case RecordSection.OPEN_HISTOGRAMS -> chunkRestore.openHistograms(reader, passedBefore);
        case RecordSection.UNORDERED_CHUNKS -> chunkRestore.unordered(reader, passedBefore);
        case RecordSection.LATE_CHUNKS -> chunkRestore.late(reader);
        default -> throw reader.corrupt("an unknown section " + kind);
      }
    }
  }

  private void acceptFloats(boolean started) {
    int count = reader.enterFloats(started);
    int bucket = -1;
    boolean own = false;
    for (int i = 0; i < count; i++) {
      int id = reader.floatId(i);
      if (id >>> BUCKET_BITS != bucket) { // seldom: series of a request were made together
        bucket = id >>> BUCKET_BITS;
        own = isOwn(id);
      }
      if (!reader.isNamed(id)) {
        nameless += number == 0 ? 1 : 0;
      } else if (own && reader.floatTime(i) >= passedBefore) {
        if (reader.floatStart(i) == 0) {
          add(id, reader.floatTime(i), reader.floatBits(i));
        } else {
          flushFor(id);
          append(id, reader.floatTime(i), reader.floatBits(i), reader.floatStart(i));
        }
      }
    }
  }

  private boolean isOwn(int id) {
    return (id >>> BUCKET_BITS) % shards == number;
  }

  private void add(int id, long time, long bits) {
    int bucket = id >>> BUCKET_BITS;
    if (bucket >= buckets.length || buckets[bucket] == null) {
      open(bucket);
    }
    if (time << BUCKET_BITS >> BUCKET_BITS != time) {
      flush(bucket);
      append(id, time, bits, 0);
      return;
    }
    long[] samples = buckets[bucket];
    int size = sizes[bucket];
    samples[size] = time << BUCKET_BITS | (id & (SERIES - 1));
    samples[size + 1] = bits;
    sizes[bucket] = size + 2;
    if (size + 2 == samples.length) {
      makeRoom(bucket);
    }
  }

  private void open(int bucket) {
    if (bucket >= buckets.length) {
      int length = Math.max(bucket + 1, 2 * buckets.length);
      buckets = Arrays.copyOf(buckets, length);
      sizes = Arrays.copyOf(sizes, length);
    }
    buckets[bucket] = new long[2 * FIRST_SAMPLES];
    store.rows().reserve((bucket + 1) << BUCKET_BITS);
  }

  private void makeRoom(int bucket) {
    flush(bucket);
    if (buckets[bucket].length < 2 * SAMPLES) {
      buckets[bucket] = new long[2 * buckets[bucket].length];
    }
  }

  /** Appends what is held back. */
  void flush() {
    for (int bucket = 0; bucket < buckets.length; bucket++) {
      flush(bucket);
    }
  }

  private void flush(int bucket) {
    int size = sizes[bucket] / 2;
    if (size > 0) {
      sort(buckets[bucket], size);
      for (int series = 0, from = 0; series < SERIES; series++) {
        int to = ends[series];
        if (to > from) {
          chunks.appendFloats(bucket << BUCKET_BITS | series, times, values, from, to);
        }
        from = to;
      }
      sizes[bucket] = 0;
    }
  }

  /** Brings the samples of each series together, in the order in which they came. */
  private void sort(long[] samples, int size) {
    if (times.length < size) {
      times = new long[samples.length / 2];
      values = new long[samples.length / 2];
    }
    Arrays.fill(ends, 0);
    for (int i = 0; i < size; i++) {
      ends[(int) samples[2 * i] & (SERIES - 1)]++;
    }
    for (int series = 0, end = 0; series < SERIES; series++) {
      int count = ends[series];
      ends[series] = end;
      end += count;
    }
    for (int i = 0; i < size; i++) {
      int to = ends[(int) samples[2 * i] & (SERIES - 1)]++;
      times[to] = samples[2 * i] >> BUCKET_BITS;
      values[to] = samples[2 * i + 1];
    }
  }

  private void append(int id, long time, long bits, long start) {
    long[] state = store.rows().segment(id);
    if (time > state[SeriesRows.at(id) + SeriesRows.LAST_TIME]) {
      chunks.appendFloat(id, time, Double.longBitsToDouble(bits), start);
    }
  }

  private void acceptHistograms() {
    while (reader.nextHistogram(single)) {
      int id = reader.id();
      if (isTaken(id)) {
        flushFor(id);
        long[] state = store.rows().segment(id);
        long last = state[SeriesRows.at(id) + SeriesRows.LAST_TIME];
        if (single.time(0) >= passedBefore && single.time(0) > last) {
          chunks.append(id, single, 0);
        }
      }
    }
  }

  /** Whether a series is this shard's and has a name; counts its sample if it has none. */
  private boolean isTaken(int id) {
    if (!reader.isNamed(id)) {
      nameless += number == 0 ? 1 : 0;
      return false;
    }
    return isOwn(id);
  }

  /** Appends what is held back before a sample that is appended at once. */
  private void flushFor(int id) {
    int bucket = id >>> BUCKET_BITS;
    if (bucket >= buckets.length || buckets[bucket] == null) {
      open(bucket);
    }
    flush(bucket);
  }

  private void acceptUnordered(boolean late, boolean started) {
    int count = reader.enterFloats(started);
    for (int i = 0; i < count; i++) {
      int id = reader.floatId(i);
      if (isTaken(id)) {
        single.clear();
        double value = Double.longBitsToDouble(reader.floatBits(i));
        single.add(reader.floatTime(i), value, reader.floatStart(i));
        appendUnordered(id, late);
      }
    }
  }

  private void acceptUnorderedHistograms(boolean late) {
    while (reader.nextHistogram(single)) {
      if (isTaken(reader.id())) {
        appendUnordered(reader.id(), late);
      }
    }
  }

  private void appendUnordered(int id, boolean late) {
    if (!late && single.time(0) < passedBefore) {
      return;
    }
    flushFor(id);
    known.clear();
    samples.read(id, single.time(0), single.time(0), known);
    if (known.size() > 0) {
      return;
    }
    if (late) {
      chunks.appendLate(id, single, 0);
    } else {
      chunks.appendUnordered(id, single, 0);
    }
  }

  /** Empties series that have no labels; returns how many samples they and others had. */
  long dropNameless(SeriesTable table) {
    long dropped = nameless + chunkRestore.nameless();
    int rows = store.rows().segments().length << SeriesRows.SEGMENT_BITS;
    for (int id = number << BUCKET_BITS; id < rows; id = nextOwn(id)) {
      if (id >= table.size() || !table.isFound(id)) {
        dropped += drop(id);
      }
    }
    return dropped;
  }

  /** The series behind one of this shard's that is the next one of this shard's. */
  private int nextOwn(int id) {
    int next = id + 1;
    return isOwn(next) ? next : next + ((shards - 1) << BUCKET_BITS);
  }

  private long drop(int id) {
    long[] state = store.rows().segment(id);
    int at = SeriesRows.at(id);
    if (state[at + SeriesRows.LAST_TIME] == Long.MIN_VALUE && !SeriesRows.isUnordered(state, at)) {
      return 0;
    }
    SampleBuffer dropped = new SampleBuffer();
    samples.read(id, Long.MIN_VALUE, Long.MAX_VALUE, dropped);
    chunks.drop(id);
    return dropped.size();
  }
}
