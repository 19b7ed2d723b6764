package io.meridian.tsdb.store;

import io.meridian.model.Outcome;
import io.meridian.model.PackedLabels;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import io.meridian.tsdb.merge.LoserTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Several cursors as one: each series once, in label order. What is below is closed when the cursor
 * is and the last of its batches.
 */
final class JoinedSeries implements SeriesCursor {
  private static final int BATCH_SERIES = 256;

  private final List<SeriesCursor> cursors;
  private final HeldBatch[] batches;
  private final int[] places;
  private final LoserTree tree = new LoserTree(this::compare);
  private final int limit;
  private final HeldSources sources;
  private int given;
  private boolean begun;
  private boolean closed;

  /**
   * Joins cursors, which belong to this from now on.
   *
   * @param limit at most so many series, 0 for no limit
   * @param end run when neither this nor a batch is used any more
   */
  JoinedSeries(List<SeriesCursor> cursors, int limit, Runnable end) {
    this.cursors = List.copyOf(cursors);
    this.batches = new HeldBatch[cursors.size()];
    this.places = new int[cursors.size()];
    this.limit = limit == 0 ? Integer.MAX_VALUE : limit;
    this.sources = new HeldSources(end);
  }

  private int compare(int one, int other) {
    SeriesBatch a = batches[one].batch();
    SeriesBatch b = batches[other].batch();
    return PackedLabels.compare(
        a.labelBytes(),
        a.labelsFrom(places[one]),
        a.labelsTo(places[one]),
        b.labelBytes(),
        b.labelsFrom(places[other]),
        b.labelsTo(places[other]));
  }

  @Override
  public Optional<SeriesBatch> next() {
    if (!begun) {
      begin();
    }
    if (tree.winner() == LoserTree.NONE || given == limit) {
      return Optional.empty();
    }
    JoinedBatch batch = new JoinedBatch(sources);
    try {
      while (tree.winner() != LoserTree.NONE && batch.size() < BATCH_SERIES && given < limit) {
        addSeries(batch);
        given++;
      }
      return Optional.of(batch);
    } catch (RuntimeException e) {
      batch.close();
      throw e;
    }
  }

  private void begin() {
    begun = true;
    boolean[] live = new boolean[batches.length];
    for (int source = 0; source < batches.length; source++) {
      live[source] = load(source);
    }
    tree.reset(batches.length, live);
  }

  /** Takes a source's next batch that has a series. */
  private boolean load(int source) {
    List<SeriesBatch> empty = new ArrayList<>();
    Optional<SeriesBatch> next = cursors.get(source).next();
    while (next.isPresent() && next.get().size() == 0) {
      empty.add(next.get());
      next = cursors.get(source).next();
    }
    empty.forEach(SeriesBatch::close);
    places[source] = 0;
    next.ifPresent(batch -> batches[source] = new HeldBatch(batch));
    return next.isPresent();
  }

  /** Adds the first of the series that follow, with all sources that have it. */
  private void addSeries(JoinedBatch into) {
    int first = tree.winner();
    into.begin(batches[first].batch(), places[first]);
    boolean same = true;
    while (same) {
      int source = tree.winner();
      into.addPart(batches[source], places[source]);
      advance(source);
      int next = tree.winner();
      same = next != LoserTree.NONE && into.lastHas(batches[next].batch(), places[next]);
    }
  }

  private void advance(int source) {
    places[source]++;
    if (places[source] < batches[source].batch().size()) {
      tree.moved();
      return;
    }
    batches[source].letGo();
    if (load(source)) {
      tree.moved();
    } else {
      tree.ended();
    }
  }

  @Override
  public Outcome outcome() {
    return cursors.stream().map(SeriesCursor::outcome).reduce(JoinedLabels::join).orElseThrow();
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    for (int source = 0; begun && source < batches.length; source++) {
      HeldBatch batch = batches[source];
      if (batch != null && places[source] < batch.batch().size()) {
        batch.letGo();
      }
    }
    cursors.forEach(SeriesCursor::close);
    sources.letGo();
  }
}
