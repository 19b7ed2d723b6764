package io.meridian.storeapi.dial;

import io.meridian.model.Outcome;
import io.meridian.model.QueryContext;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import java.util.Optional;

/** The joined series of all stores, in batches. */
final class FleetCursor implements SeriesCursor {
  private final FleetSeries.Answer series;
  private final SelectHints hints;
  private final FleetQuery query;
  private final QueryContext context;
  private boolean begun;

  /** Whether the walk is at a series that is in no batch yet. */
  private boolean waiting;

  private long given;
  private FleetBatch.Size last = FleetBatch.Size.NONE;

  FleetCursor(
      FleetSeries.Answer series, SelectHints hints, FleetQuery query, QueryContext context) {
    this.series = series;
    this.hints = hints;
    this.query = query;
    this.context = context;
  }

  @Override
  public Optional<SeriesBatch> next() {
    context.check();
    if (!begun) {
      begun = true;
      waiting = series.next();
    }
    FleetBatch batch = new FleetBatch(hints, query, context, last);
    try {
      while (waiting && batch.hasRoom() && (hints.limit() == 0 || given < hints.limit())) {
        addSeries(batch);
        given++;
      }
    } catch (RuntimeException e) {
      batch.close();
      throw e;
    }
    if (batch.size() == 0) {
      batch.close();
      return Optional.empty();
    }
    last = batch.bytes();
    return Optional.of(batch);
  }

  private void addSeries(FleetBatch batch) {
    do {
      batch.add(series);
      waiting = series.next();
    } while (waiting && batch.isLast(series));
  }

  @Override
  public Outcome outcome() {
    return series.outcome();
  }

  @Override
  public void close() {
    series.close();
  }
}
