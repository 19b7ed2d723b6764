package io.meridian.tsdb.head;

import com.carrotsearch.hppc.IntArrayList;
import com.carrotsearch.hppc.cursors.IntCursor;
import io.meridian.model.CorruptDataException;
import io.meridian.model.LabelCursor;
import io.meridian.model.Labels;
import io.meridian.model.SampleBuffer;
import io.meridian.model.StaleMarker;
import io.meridian.tsdb.ingest.WriteBatch;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.Lock;

/**
 * Appends batches in passes, so that cache misses of many series are waited for together: the hash
 * of all label bytes, a first touch of all table slots, all lookups, all checks of samples, the
 * log's record, then all samples. For one thread at a time.
 */
final class HeadWriter {
  private static final int UNKNOWN = -1;
  private static final int INVALID = -2;
  private static final int TOO_MANY = -3;
  private static final int TOO_MANY_LABELS = -4;
  private static final int TOO_LONG = -5;

  private final HeadStore store;
  private final SeriesTable table;
  private final OpenChunks chunks;
  private final SampleChecks checks;
  private final BatchExtras extras;
  private final HeadOptions options;
  private final LabelKey key = new LabelKey();
  private final LabelCursor cursor = new LabelCursor();
  private final IntArrayList replaced = new IntArrayList(0);
  private final UnloggedSeries unlogged = new UnloggedSeries();
  private int[] pairs = new int[64];

  /** Keeps the touching pass from being optimised away. */
  private int touched;

  HeadWriter(HeadStore store, HeadOptions options) {
    this.store = store;
    this.options = options;
    table = store.index().table();
    chunks = new OpenChunks(store);
    checks = new SampleChecks(store);
    extras = new BatchExtras(store);
  }

  OpenChunks chunks() {
    return chunks;
  }

  /** Refuses samples before an instant from now on. */
  void refuseBefore(long time) {
    store.refuseBefore(Math.max(store.leastTime(), time));
  }

  /** Closes the open chunks of some series that ended with a stale marker before an instant. */
  void finishStale(int from, int to, long time) {
    for (int id = from; id < to; id++) {
      SeriesColumns.Segment state = store.columns().segment(id);
      int at = id & SeriesColumns.MASK;
      if (state.lastTimes[at] < time
          && SeriesColumns.samples(state.open[at]) > 0
          && state.lastBits[at] == StaleMarker.BITS) {
        chunks.finish(id, state, at);
      }
    }
  }

  /** Forgets the chunks of a series that are gone for everybody, if it has some out of order. */
  void forgetGone(int id) {
    chunks.forgetGone(id);
  }

  /** Closes the open chunks of some series that begin before an instant. */
  void finish(int from, int to, long time) {
    for (int id = from; id < to; id++) {
      SeriesColumns.Segment state = store.columns().segment(id);
      int at = id & SeriesColumns.MASK;
      if (state.minTimes[at] < time) {
        chunks.finish(id, state, at);
      }
    }
  }

  /** Behind the last sample of any series; {@link Long#MIN_VALUE} if there is none. */
  long end() {
    long last = Long.MIN_VALUE;
    for (int id = 0; id < table.size(); id++) {
      last = Math.max(last, store.columns().segment(id).lastTimes[id & SeriesColumns.MASK]);
    }
    return last == Long.MIN_VALUE ? last : last + 1;
  }

  /** Appends a batch; returns the number of its last record in the log. */
  long append(
      WriteBatch batch, long now, SeriesLimits limits, AppendOutcomes outcomes, HeadLog log) {
    BatchScratch scratch = outcomes.scratch();
    int size = batch.size();
    outcomes.reset(batch.samples().size());
    scratch.reset(size);
    if (find(batch, size, scratch)) {
      create(batch, size, limits, scratch.ids);
    }
    checks.limit(now - options.late().toMillis(), now + options.ahead().toMillis());
    long sequence = 0;
    for (int from = 0, to; from < size; from = to) {
      to = scratch.distinctTo(from, size);
      check(batch, from, to, outcomes);
      sequence = Math.max(sequence, log(batch, from, to, outcomes, log));
      apply(batch, from, to, outcomes);
    }
    return Math.max(sequence, keepExtras(batch, outcomes, log));
  }

  private void check(WriteBatch batch, int from, int to, AppendOutcomes outcomes) {
    int[] ids = outcomes.scratch().ids;
    for (int i = from; i < to; i++) {
      int first = batch.samplesFrom(i);
      int end = batch.samplesTo(i);
      switch (ids[i]) {
        case INVALID -> SampleChecks.refuse(first, end, SampleOutcome.INVALID_LABELS, outcomes);
        case TOO_MANY -> SampleChecks.refuse(first, end, SampleOutcome.TOO_MANY_SERIES, outcomes);
        case TOO_MANY_LABELS ->
            SampleChecks.refuse(first, end, SampleOutcome.TOO_MANY_LABELS, outcomes);
        case TOO_LONG -> SampleChecks.refuse(first, end, SampleOutcome.LABEL_TOO_LONG, outcomes);
        default -> checks.check(ids[i], batch.samples(), first, end, outcomes);
      }
    }
  }

  private long log(WriteBatch batch, int from, int to, AppendOutcomes outcomes, HeadLog log) {
    RecordWriter record = outcomes.scratch().record;
    record.clear();
    record.add(RecordSection.SERIES, unlogged.bytes(), unlogged.length());
    record.addSamples(batch, from, to, outcomes.scratch().ids, outcomes);
    if (record.length() == 0) {
      return 0;
    }
    long sequence = log.append(record.bytes(), 0, record.length());
    unlogged.clear();
    return sequence;
  }

  /** Records and keeps exemplars and metadata that are new. */
  private long keepExtras(WriteBatch batch, AppendOutcomes outcomes, HeadLog log) {
    if (batch.exemplars().size() == 0 && batch.metadata().size() == 0) {
      return 0;
    }
    outcomes.setExemplars(extras.check(batch, outcomes.scratch().ids));
    RecordWriter record = outcomes.scratch().record;
    record.clear();
    extras.record(record);
    long sequence = record.length() == 0 ? 0 : log.append(record.bytes(), 0, record.length());
    extras.apply();
    return sequence;
  }

  private void apply(WriteBatch batch, int from, int to, AppendOutcomes outcomes) {
    SampleBuffer samples = batch.samples();
    int[] ids = outcomes.scratch().ids;
    for (int i = from; i < to; i++) {
      for (int sample = batch.samplesFrom(i); sample < batch.samplesTo(i); sample++) {
        switch (outcomes.outcome(sample)) {
          case STORED -> chunks.append(ids[i], samples, sample);
          case STORED_OUT_OF_ORDER -> chunks.appendUnordered(ids[i], samples, sample);
          case STORED_LATE -> chunks.appendLate(ids[i], samples, sample);
          case DUPLICATE,
              OTHER_VALUE,
              TOO_OLD,
              TOO_FAR_AHEAD,
              INVALID_HISTOGRAM,
              INVALID_LABELS,
              TOO_MANY_LABELS,
              LABEL_TOO_LONG,
              TOO_MANY_SERIES -> {}
        }
      }
    }
  }

  /** Looks all series up; returns whether some are unknown. */
  private boolean find(WriteBatch batch, int size, BatchScratch scratch) {
    long[] hashes = scratch.hashes;
    int[] ids = scratch.ids;
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

  private void create(WriteBatch batch, int size, SeriesLimits limits, int[] ids) {
    Lock lock = store.labels().writeLock();
    lock.lock();
    try {
      for (int i = 0; i < size; i++) {
        if (ids[i] == UNKNOWN) {
          ids[i] = create(batch.labelBytes(), batch.labelsFrom(i), batch.labelsTo(i), limits);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** The series of labels in any form, made if there is none. */
  private int create(byte[] labels, int from, int to, SeriesLimits limits) {
    Optional<Labels> read = key.read(labels, from, to);
    if (read.isEmpty() || read.get().isEmpty()) {
      return INVALID;
    }
    long hash = SeriesTable.hash(key.bytes(), 0, key.length());
    int found = table.find(hash, key.bytes(), 0, key.length());
    if (found != UNKNOWN) {
      return found;
    }
    int fault = fault(read.get(), limits);
    if (fault < 0) {
      return fault;
    }
    int id = add(hash, read.get());
    unlogged.add(id, key.bytes(), key.length());
    return id;
  }

  /** Why a series may not be made; 0 if it may. */
  private int fault(Labels labels, SeriesLimits limits) {
    LabelLimits allowed = limits.labels();
    if (labels.size() > allowed.count()) {
      return TOO_MANY_LABELS;
    }
    for (cursor.reset(labels); cursor.next(); ) {
      if (cursor.nameTo() - cursor.nameFrom() > allowed.nameBytes()
          || cursor.valueTo() - cursor.valueFrom() > allowed.valueBytes()) {
        return TOO_LONG;
      }
    }
    return table.living() >= limits.series() ? TOO_MANY : 0;
  }

  /**
   * Makes a series that a record names, unless there is one; the numbers between have no labels.
   */
  void restore(int id, byte[] labels, int from, int to) {
    if (id < table.size()) {
      return;
    }
    Optional<Labels> read = key.read(labels, from, to);
    if (read.isEmpty()) {
      throw new CorruptDataException("a record of the log", from, "labels were expected");
    }
    while (table.size() < id) {
      addNameless();
    }
    long hash = SeriesTable.hash(key.bytes(), 0, key.length());
    int before = table.find(hash, key.bytes(), 0, key.length());
    if (before >= 0) {
      table.unlist(before);
      replaced.add(before);
    }
    add(hash, read.get());
  }

  /**
   * Takes the samples from series whose labels came again under another number: they had left the
   * head by then, which means that blocks have them.
   */
  void dropReplaced() {
    for (IntCursor id : replaced) {
      chunks.drop(id.value);
    }
    replaced.clear();
  }

  int seriesCount() {
    return table.size();
  }

  /**
   * Makes a series of a snapshot, unless there is one.
   *
   * @param symbols of names and values by turns, in label order
   * @param labels how many there are; 0 for a number that is no series'
   */
  void restore(int id, long hash, int[] symbols, int labels) {
    if (id < table.size()) {
      return;
    }
    while (table.size() < (labels == 0 ? id + 1 : id)) {
      addNameless();
    }
    if (labels > 0) {
      store.columns().reserve(id + 1);
      table.add(hash, symbols, labels);
      store.index().add(id, symbols, labels);
    }
  }

  /** Adds a series that nobody finds: a record that named it was lost. */
  private void addNameless() {
    store.columns().reserve(table.size() + 1);
    table.addUnfound();
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
}
