package io.meridian.storeapi.serve;

import io.meridian.model.LabelAnswer;
import io.meridian.tsdb.block.BlockReader;
import io.meridian.tsdb.block.Ulid;
import java.util.Optional;

/**
 * A block that is opened when a request needs it, and may be closed when none does. Safe for use by
 * many threads.
 */
public interface ServableBlock {
  Ulid ulid();

  /** Begin of its range, Unix milliseconds. */
  long minTime();

  /** End of its range, excluded. */
  long maxTime();

  /** Milliseconds between the samples of a downsampled block; 0 for raw data. */
  long resolution();

  /**
   * Whether its samples came too late for the block of their time: no other block has them,
   * whatever its range is.
   */
  default boolean isLate() {
    return false;
  }

  /**
   * Opens it for one request.
   *
   * @param use what the request reads of the block is counted there
   * @throws io.meridian.model.MeridianException if it cannot be read; the message names it
   */
  Lease open(CallUse use);

  /** What a question about labels was answered before; not every block remembers. */
  default Optional<LabelAnswer> remembered(LabelQuestion question) {
    return Optional.empty();
  }

  /** Has a whole answer remembered. */
  default void remember(LabelQuestion question, LabelAnswer answer) {}

  /** A block in use; it stays open until this is closed. */
  interface Lease extends AutoCloseable {
    BlockReader reader();

    /** Takes notice that the block could not be read to the end of what was asked. */
    void failed(RuntimeException cause);

    @Override
    void close();
  }

  /** A block that is open anyway, and stays so as long as this is used. */
  static ServableBlock of(BlockReader reader) {
    return new OpenBlock(reader);
  }
}
