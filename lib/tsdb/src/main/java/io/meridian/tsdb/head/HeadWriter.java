package io.meridian.tsdb.head;

import io.meridian.model.Histogram;
import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramValidation;
import io.meridian.model.LabelCursor;
import io.meridian.model.Labels;
import io.meridian.model.SampleBuffer;
import io.meridian.tsdb.ingest.WriteBatch;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.Lock;

/**
 * Appends batches in passes, so that cache misses of many series are waited for together: the hash
 * of all label bytes, a first touch of all table slots, all lookups, then all samples. For one
 * thread at a time.
 */
final class HeadWriter {
  private static final int UNKNOWN = -1;
  private static final int INVALID = -2;
  private static final int TOO_MANY = -3;

  private final HeadStore store;
  private final SeriesTable table;
  private final OpenFloats floats;
  private final HeadOptions options;
  private final LabelKey key = new LabelKey();
  private final LabelCursor cursor = new LabelCursor();
  private final SampleBuffer known = new SampleBuffer(4);

  private long[] hashes = new long[256];
  private int[] ids = new int[256];
  private int[] pairs = new int[64];

  /** Keeps the touching pass from being optimised away. */
  private int touched;

  HeadWriter(HeadStore store, HeadOptions options) {
    this.store = store;
    this.options = options;
    table = store.index().table();
    floats = new OpenFloats(store.ranges(), store.cells());
  }

  /** Refuses samples before an instant from now on. */
  void refuseBefore(long time) {
    store.refuseBefore(Math.max(store.leastTime(), time));
  }

  /** Closes the open chunks of some series that begin before an instant. */
  void finish(int from, int to, long time) {
    for (int id = from; id < to; id++) {
      SeriesColumns.Segment state = store.columns().segment(id);
      int at = id & SeriesColumns.MASK;
      if (state.minTimes[at] < time) {
        finish(id, state, at);
      }
    }
  }

  private void finish(int id, SeriesColumns.Segment state, int at) {
    if (SeriesColumns.isHistogram(state.open[at])) {
      openHistograms(id).finish(state, at);
    } else {
      floats.finish(state, at);
    }
  }

  private OpenHistograms openHistograms(int id) {
    OpenHistograms open = store.histograms().get(id);
    if (open == null) {
      throw new IllegalStateException("series " + id + " has no open histograms");
    }
    return open;
  }

  void append(WriteBatch batch, long now, AppendOutcomes outcomes) {
    outcomes.reset(batch.samples().size());
    int size = batch.size();
    if (hashes.length < size) {
      hashes = new long[size];
      ids = new int[size];
    }
    if (find(batch, size)) {
      create(batch, size);
    }
    long latest = now + options.ahead().toMillis();
    for (int i = 0; i < size; i++) {
      for (int sample = batch.samplesFrom(i); sample < batch.samplesTo(i); sample++) {
        outcomes.set(sample, append(ids[i], batch.samples(), sample, latest));
      }
    }
  }

  /** Looks all series up; returns whether some are unknown. */
  private boolean find(WriteBatch batch, int size) {
    byte[] labels = batch.labelBytes();
    for (int i = 0; i < size; i++) {
      hashes[i] = SeriesTable.hash(labels, batch.labelsFrom(i), batch.labelsTo(i));
    }
    int seen = touched;
    for (int i = 0; i < size; i++) {
      seen += table.touch(hashes[i]);
    }
    touched = seen;
    boolean unknown = false;
    for (int i = 0; i < size; i++) {
      ids[i] = table.find(hashes[i], labels, batch.labelsFrom(i), batch.labelsTo(i));
      unknown |= ids[i] == UNKNOWN;
    }
    return unknown;
  }

  private void create(WriteBatch batch, int size) {
    Lock lock = store.labels().writeLock();
    lock.lock();
    try {
      for (int i = 0; i < size; i++) {
        if (ids[i] == UNKNOWN) {
          ids[i] = create(batch.labelBytes(), batch.labelsFrom(i), batch.labelsTo(i));
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** The series of labels in any form, made if there is none. */
  private int create(byte[] labels, int from, int to) {
    Optional<Labels> read = key.read(labels, from, to);
    if (read.isEmpty() || read.get().isEmpty()) {
      return INVALID;
    }
    long hash = SeriesTable.hash(key.bytes(), 0, key.length());
    int found = table.find(hash, key.bytes(), 0, key.length());
    if (found != UNKNOWN) {
      return found;
    }
    if (table.size() >= options.maxSeries()) {
      return TOO_MANY;
    }
    return add(hash, read.get());
  }

  private int add(long hash, Labels labels) {
    int count = 0;
    for (cursor.reset(labels); cursor.next(); count++) {
      if (pairs.length < 2 * count + 2) {
        pairs = Arrays.copyOf(pairs, 2 * pairs.length);
      }
      SymbolHeap symbols = table.symbols();
      pairs[2 * count] = symbols.intern(cursor.bytes(), cursor.nameFrom(), cursor.nameTo());
      pairs[2 * count + 1] = symbols.intern(cursor.bytes(), cursor.valueFrom(), cursor.valueTo());
    }
    store.columns().reserve(table.size() + 1);
    int id = table.add(hash, pairs, count);
    store.index().add(id, pairs, count);
    return id;
  }

  private SampleOutcome append(int id, SampleBuffer samples, int sample, long latest) {
    if (id < 0) {
      return id == INVALID ? SampleOutcome.INVALID_LABELS : SampleOutcome.TOO_MANY_SERIES;
    }
    long time = samples.time(sample);
    int index = samples.laneIndex(sample);
    if (time > latest) {
      return SampleOutcome.TOO_FAR_AHEAD;
    }
    if (index >= 0 && HistogramValidation.fault(samples.lane(), index) != null) {
      return SampleOutcome.INVALID_HISTOGRAM;
    }
    SeriesColumns.Segment state = store.columns().segment(id);
    int at = id & SeriesColumns.MASK;
    if (time <= state.lastTimes[at]) {
      return repeated(id, samples, sample);
    }
    if (time < store.leastTime()) {
      return SampleOutcome.TOO_OLD;
    }
    if (index < 0) {
      appendFloat(id, state, at, time, samples.value(sample));
    } else {
      appendHistogram(id, state, at, time, samples.lane(), index);
    }
    return SampleOutcome.STORED;
  }

  private void appendFloat(int id, SeriesColumns.Segment state, int at, long time, double value) {
    if (SeriesColumns.isHistogram(state.open[at])) {
      openHistograms(id).finish(state, at);
      int generation = SeriesColumns.generation(state.open[at]) + 1;
      SeriesColumns.LONGS.setRelease(state.open, at, SeriesColumns.open(0, generation, 0, 0));
    }
    floats.append(state, at, time, value);
  }

  private void appendHistogram(
      int id, SeriesColumns.Segment state, int at, long time, HistogramLane lane, int index) {
    if (!SeriesColumns.isHistogram(state.open[at])) {
      floats.finish(state, at);
    }
    OpenHistograms open = store.histograms().get(id);
    if (open == null || open.isInteger() != lane.isInteger(index)) {
      if (open != null) {
        open.finish(state, at);
      }
      open = new OpenHistograms(store.ranges(), lane.isInteger(index));
      store.histograms().put(id, open);
    }
    if (!SeriesColumns.isHistogram(state.open[at])) {
      int generation = SeriesColumns.generation(state.open[at]) + 1;
      SeriesColumns.LONGS.setRelease(state.open, at, SeriesColumns.openHistogram(generation));
    }
    open.append(state, at, time, lane, index);
    state.lastTimes[at] = time;
  }

  /** What a sample is that is not later than the series' last one. */
  private SampleOutcome repeated(int id, SampleBuffer samples, int sample) {
    long time = samples.time(sample);
    known.clear();
    store.reader().read(id, time, time, known);
    if (known.size() == 0) {
      return time < store.leastTime() ? SampleOutcome.TOO_OLD : SampleOutcome.OUT_OF_ORDER;
    }
    return isSame(samples, sample) ? SampleOutcome.DUPLICATE : SampleOutcome.OTHER_VALUE;
  }

  private boolean isSame(SampleBuffer samples, int sample) {
    int index = samples.laneIndex(sample);
    int knownIndex = known.laneIndex(0);
    if (index < 0 || knownIndex < 0) {
      return index == knownIndex
          && Double.doubleToRawLongBits(samples.value(sample))
              == Double.doubleToRawLongBits(known.value(0));
    }
    return Histogram.of(samples.lane(), index).holdsSameAs(Histogram.of(known.lane(), knownIndex));
  }
}
