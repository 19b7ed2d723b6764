package io.meridian.tsdb.head;

import io.meridian.model.Outcome;
import io.meridian.model.QueryContext;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import io.meridian.model.TimeRange;
import java.util.Optional;
import java.util.concurrent.locks.Lock;

/**
 * Selected series of a head in label order, in batches of a few hundred. The answer is stable up to
 * where samples are refused.
 */
final class HeadSeries implements SeriesCursor {
  private static final int BATCH_SERIES = 256;

  private final HeadStore store;
  private final SelectedSeries selected;
  private final TimeRange range;

  /** Keeps ranges readable that are cut meanwhile. */
  private final ReadView view;

  private final Outcome outcome;
  private int at;
  private boolean closed;

  HeadSeries(HeadStore store, ReadView view, SelectedSeries selected, TimeRange range) {
    this.store = store;
    this.outcome = store.outcome();
    this.view = view;
    this.selected = selected;
    this.range = range;
  }

  @Override
  public Optional<SeriesBatch> next() {
    QueryContext context = selected.context();
    int limit = selected.size();
    context.check();
    if (at == limit) {
      return Optional.empty();
    }
    int to = Math.min(limit, at + BATCH_SERIES);
    HeadBatch batch = new HeadBatch(store, view.retain(), selected.ids(), at, to, range, context);
    boolean read = false;
    Lock lock = store.labels().readLock();
    lock.lock();
    try {
      batch.readLabels(store.entries());
      read = true;
    } finally {
      lock.unlock();
      if (!read) {
        batch.close();
      }
    }
    at = to;
    return Optional.of(batch);
  }

  @Override
  public Outcome outcome() {
    return outcome;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      selected.close();
      view.close();
    }
  }
}
