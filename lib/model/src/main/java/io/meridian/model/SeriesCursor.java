package io.meridian.model;

import java.util.Optional;

/**
 * One pass over selected series, in label order. Closing it ends the reading below, whether or not
 * it was at its end.
 */
public interface SeriesCursor extends AutoCloseable {
  /**
   * The next batch, which from then on belongs to the caller, who closes it; empty at the end.
   * Batches may be worked on side by side.
   */
  Optional<SeriesBatch> next();

  /** What is known of the answer as a whole; valid once {@link #next} gave no batch. */
  Outcome outcome();

  @Override
  void close();
}
