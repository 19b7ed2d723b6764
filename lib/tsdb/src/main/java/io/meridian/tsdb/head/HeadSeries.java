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
  private final int[] ids;
  private final int limit;
  private final TimeRange range;
  private final QueryContext context;
  private final long charged;

  /** Keeps ranges readable that are cut meanwhile. */
  private final ReadView view;

  private final Outcome outcome;
  private int at;
  private boolean closed;

  HeadSeries(
      HeadStore store, ReadView view, int[] ids, int limit, TimeRange range, QueryContext context) {
    this.store = store;
    outcome = store.outcome();
    this.view = view;
    this.ids = ids;
    this.limit = limit;
    this.range = range;
    this.context = context;
    charged = (long) Integer.BYTES * ids.length;
    context.charge(charged);
  }

  @Override
  public Optional<SeriesBatch> next() {
    context.check();
    if (at == limit) {
      return Optional.empty();
    }
    int to = Math.min(limit, at + BATCH_SERIES);
    Lock lock = store.labels().readLock();
    lock.lock();
    try {
      HeadBatch batch = new HeadBatch(store, view.retain(), ids, at, to, range, context);
      batch.readLabels(store.entries());
      at = to;
      return Optional.of(batch);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Outcome outcome() {
    return outcome;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      context.release(charged);
      view.close();
    }
  }
}
