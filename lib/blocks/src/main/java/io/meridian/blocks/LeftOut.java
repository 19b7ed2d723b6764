package io.meridian.blocks;

import io.meridian.tsdb.block.Ulid;
import java.time.Instant;

/** Why a block in a bucket is not among those to read. */
public sealed interface LeftOut {
  /** A sentence for people. */
  String reason();

  /**
   * There is no meta.json: it is being uploaded or deleted, or that was broken off.
   *
   * @param lastWrite when its newest file was written
   */
  record Partial(Instant lastWrite) implements LeftOut {
    @Override
    public String reason() {
      return "there is no meta.json, an upload or a deletion is not finished; last write at "
          + lastWrite;
    }
  }

  /** A file is missing, or is not what it should be. */
  record Damaged(String finding) implements LeftOut {
    @Override
    public String reason() {
      return finding;
    }
  }

  /** It is marked for deletion, longer ago than such a block is read. */
  record Deleted(BlockMark mark) implements LeftOut {
    @Override
    public String reason() {
      return "marked for deletion at "
          + mark.time()
          + (mark.details().isEmpty() ? "" : ": " + mark.details());
    }
  }

  /** It is so new that not everybody may see all of it. */
  record TooFresh(Instant uploaded) implements LeftOut {
    @Override
    public String reason() {
      return "uploaded at " + uploaded + ", within the consistency delay";
    }
  }

  /** Its labels or its time are not wanted here. */
  record Unwanted(String by) implements LeftOut {
    @Override
    public String reason() {
      return by;
    }
  }

  /** All of its sources are in another block. */
  record Duplicate(Ulid of) implements LeftOut {
    @Override
    public String reason() {
      return "all of its sources are in " + of;
    }
  }
}
