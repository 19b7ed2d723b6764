package io.meridian.tsdb.head;

import io.meridian.model.SampleBuffer;
import io.meridian.model.StaleMarker;
import io.meridian.tsdb.ingest.WriteBatch;

/**
 * Appends batches, a step for all of a batch after the other, so that cache misses of many series
 * are waited for together: the lookup of all series, all checks of samples, the log's record, then
 * all samples. For one thread at a time.
 */
final class HeadWriter {

  private final HeadStore store;
  private final SeriesTable table;
  private final OpenChunks chunks;
  private final SampleChecks checks;
  private final BatchExtras extras;
  private final HeadOptions options;
  private final SeriesLookup lookup;
  private final NewSeries created;

  HeadWriter(HeadStore store, HeadOptions options) {
    this.store = store;
    this.options = options;
    table = store.index().table();
    chunks = new OpenChunks(store);
    checks = new SampleChecks(store);
    extras = new BatchExtras(store);
    lookup = new SeriesLookup(table);
    created = new NewSeries(store);
  }

  /** What makes the series of records. */
  NewSeries created() {
    return created;
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
      long[] state = store.rows().segment(id);
      int at = SeriesRows.at(id);
      if (state[at + SeriesRows.LAST_TIME] < time
          && SeriesRows.samples(state[at + SeriesRows.OPEN]) > 0
          && state[at + SeriesRows.LAST_BITS] == StaleMarker.BITS) {
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
      long[] state = store.rows().segment(id);
      int at = SeriesRows.at(id);
      if (state[at + SeriesRows.MIN_TIME] < time) {
        chunks.finish(id, state, at);
      }
    }
  }

  /** Behind the last sample of any series; {@link Long#MIN_VALUE} if there is none. */
  long end() {
    long last = Long.MIN_VALUE;
    for (int id = 0; id < table.size(); id++) {
      last = Math.max(last, store.rows().segment(id)[SeriesRows.at(id) + SeriesRows.LAST_TIME]);
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
    if (lookup.find(batch, size, scratch)) {
      created.create(batch, size, limits, scratch);
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
        case NewSeries.INVALID ->
            SampleChecks.refuse(first, end, SampleOutcome.INVALID_LABELS, outcomes);
        case NewSeries.TOO_MANY ->
            SampleChecks.refuse(first, end, SampleOutcome.TOO_MANY_SERIES, outcomes);
        case NewSeries.TOO_MANY_LABELS ->
            SampleChecks.refuse(first, end, SampleOutcome.TOO_MANY_LABELS, outcomes);
        case NewSeries.TOO_LONG ->
            SampleChecks.refuse(first, end, SampleOutcome.LABEL_TOO_LONG, outcomes);
        default -> checks.check(ids[i], batch.samples(), first, end, outcomes);
      }
    }
  }

  private long log(WriteBatch batch, int from, int to, AppendOutcomes outcomes, HeadLog log) {
    RecordWriter record = outcomes.scratch().record;
    record.clear();
    record.add(RecordSection.SERIES, created.unlogged().bytes(), created.unlogged().length());
    record.addSamples(batch, from, to, outcomes.scratch().ids, outcomes);
    if (record.length() == 0) {
      return 0;
    }
    long sequence = log.append(record.bytes(), 0, record.length());
    created.unlogged().clear();
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
}
