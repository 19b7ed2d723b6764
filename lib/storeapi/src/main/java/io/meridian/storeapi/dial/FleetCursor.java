package io.meridian.storeapi.dial;

import io.meridian.model.Outcome;
import io.meridian.model.QueryContext;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Supplier;

/** The joined series of all stores, in batches. */
final class FleetCursor implements SeriesCursor {
  private final Supplier<FleetSeries.Answer> whole;
  private final SelectHints hints;
  private final FleetQuery query;
  private final QueryContext context;
  private FleetSeries.Answer series;
  private boolean begun;

  /** Whether the walk is at a series that is in no batch yet. */
  private boolean waiting;

  private long given;
  private int lastLabels;

  /** Room for chunks that no batch has. Guarded by itself, as is {@link #closed}. */
  private final ArrayDeque<FleetBatch.Room> spares = new ArrayDeque<>();

  private boolean closed;

  /**
   * Series of an answer.
   *
   * @param whole asks again, for whole series, where a store has no reduced ones
   */
  FleetCursor(
      FleetSeries.Answer series,
      Supplier<FleetSeries.Answer> whole,
      SelectHints hints,
      FleetQuery query,
      QueryContext context) {
    this.series = series;
    this.whole = whole;
    this.hints = hints;
    this.query = query;
    this.context = context;
  }

  @Override
  public Optional<SeriesBatch> next() {
    context.check();
    if (!begun) {
      begun = true;
      waiting = first();
    }
    boolean reduced = series.isReduced();
    FleetBatch batch = new FleetBatch(context, lastLabels, reduced, room(), this::giveBack);
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
    lastLabels = batch.labelsSize();
    return Optional.of(batch);
  }

  private FleetBatch.Room room() {
    synchronized (spares) {
      FleetBatch.Room spare = spares.pollLast();
      return spare == null ? new FleetBatch.Room(hints, query) : spare;
    }
  }

  private void giveBack(FleetBatch.Room room) {
    synchronized (spares) {
      if (closed) {
        room.release(context);
      } else {
        spares.addLast(room);
      }
    }
  }

  /** Moves to the first series; each store has shown its own by then. */
  private boolean first() {
    try {
      return series.next();
    } catch (WholeSeriesException _) {
      series.close();
      series = whole.get();
      return series.next();
    }
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
    synchronized (spares) {
      closed = true;
      spares.forEach(room -> room.release(context));
      spares.clear();
    }
    series.close();
  }
}
