package io.meridian.cli.promql;

import io.meridian.model.Outcome;
import io.meridian.model.PackedLabels;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import io.meridian.model.SourceWarning;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Merges the series of several cursors, each of which gives them in label order. */
final class MergedCursor implements SeriesCursor {
  private static final int BATCH_SERIES = 256;

  private final List<Head> heads;
  private final int limit;
  private long given;

  /**
   * A merge, to which the cursors belong from now on.
   *
   * @param limit at most so many series, 0 for no limit
   */
  MergedCursor(List<SeriesCursor> cursors, int limit) {
    heads = cursors.stream().map(Head::new).toList();
    this.limit = limit;
  }

  /** A cursor with its batch and the place in it. */
  private static final class Head implements AutoCloseable {
    private final SeriesCursor cursor;
    private @Nullable SharedBatch batch;
    private int series;
    private boolean ended;

    Head(SeriesCursor cursor) {
      this.cursor = cursor;
    }

    /** The batch with the next series, or null at the end. */
    @Nullable SharedBatch batch() {
      while (!ended && (batch == null || series == batch.series().size())) {
        leave();
        Optional<SeriesBatch> next = cursor.next();
        ended = next.isEmpty();
        batch = next.map(SharedBatch::new).orElse(null);
        series = 0;
      }
      return batch;
    }

    private void leave() {
      if (batch != null) {
        batch.release();
        batch = null;
      }
    }

    @Override
    public void close() {
      leave();
      cursor.close();
    }
  }

  @Override
  public Optional<SeriesBatch> next() {
    MergedBatch merged = new MergedBatch();
    while (merged.size() < BATCH_SERIES && (limit == 0 || given < limit) && addNext(merged)) {
      given++;
    }
    return merged.size() == 0 ? Optional.empty() : Optional.of(merged);
  }

  private boolean addNext(MergedBatch merged) {
    List<Head> lowest = new ArrayList<>();
    for (Head head : heads) {
      SharedBatch batch = head.batch();
      if (batch == null) {
        continue;
      }
      int order = lowest.isEmpty() ? -1 : compare(batch, head.series, lowest.getFirst());
      if (order < 0) {
        lowest.clear();
      }
      if (order <= 0) {
        lowest.add(head);
      }
    }
    for (Head head : lowest) {
      SharedBatch batch = head.batch();
      if (batch != null) {
        merged.add(batch, head.series++, head == lowest.getFirst());
      }
    }
    return !lowest.isEmpty();
  }

  private static int compare(SharedBatch a, int series, Head other) {
    SharedBatch b = other.batch();
    if (b == null) {
      return -1;
    }
    return PackedLabels.compare(
        a.series().labelBytes(),
        a.series().labelsFrom(series),
        a.series().labelsTo(series),
        b.series().labelBytes(),
        b.series().labelsFrom(other.series),
        b.series().labelsTo(other.series));
  }

  @Override
  public Outcome outcome() {
    return outcome(heads.stream().map(head -> head.cursor.outcome()).toList());
  }

  /** What several answers together say of themselves. */
  static Outcome outcome(List<Outcome> outcomes) {
    List<SourceWarning> warnings = new ArrayList<>();
    boolean complete = true;
    long stableUntil = Long.MAX_VALUE;
    for (Outcome outcome : outcomes) {
      warnings.addAll(outcome.warnings());
      complete &= outcome.complete();
      stableUntil = Math.min(stableUntil, outcome.stableUntil());
    }
    return new Outcome(warnings, complete, stableUntil);
  }

  @Override
  public void close() {
    heads.forEach(Head::close);
  }
}
