package io.meridian.storegateway.catalog;

import io.meridian.blocks.KnownBlock;
import java.time.Instant;
import java.util.Optional;

/**
 * A block that is served, at a moment.
 *
 * @param users how many requests read it
 * @param lastError what it last failed with, and when
 */
public record BlockStatus(
    KnownBlock block, BlockState state, int users, Optional<Failure> lastError) {

  /** A failure of a block. */
  public record Failure(Instant time, String message) {}
}
