package io.meridian.blocks;

import io.meridian.model.Aside;
import io.meridian.model.Outcome;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the next batch while one is worked on. The cursor below is used by one thread at a time:
 * a batch is begun only when the one before it was taken.
 */
final class AheadCursor implements SeriesCursor {
  private final SeriesCursor below;
  private @Nullable Aside<Optional<SeriesBatch>> next;

  AheadCursor(SeriesCursor below) {
    this.below = below;
  }

  @Override
  public Optional<SeriesBatch> next() {
    Aside<Optional<SeriesBatch>> begun = next;
    Optional<SeriesBatch> batch = begun == null ? below.next() : begun.await();
    next = batch.isEmpty() ? null : Aside.begin("batch", below::next);
    return batch;
  }

  @Override
  public Outcome outcome() {
    return below.outcome();
  }

  @Override
  public void close() {
    Aside<Optional<SeriesBatch>> begun = next;
    next = null;
    if (begun != null) {
      begun.abandon().flatMap(batch -> batch).ifPresent(SeriesBatch::close);
    }
    below.close();
  }
}
