package io.meridian.tsdb.store;

import io.meridian.tsdb.wal.Recovery;

/**
 * Says when a checkpoint is worth its writing: once the log has grown behind the last one by as
 * many bytes as that has. So what a start after a kill has to read is bounded by what there is, and
 * what checkpoints write by what the log does. Of small checkpoints not each is worth it, and of
 * large ones the wait has an end. For the thread that writes checkpoints.
 */
final class LogGrowth {
  private static final long MOST_TIMES = 8;

  private final long least;
  private long checkpointBytes;

  /** How much had been appended to the log at the last checkpoint; negative for before a start. */
  private long covered;

  /** The growth of a log that was opened; {@code least} as {@link StoreOptions#logBytes}. */
  LogGrowth(long least, Recovery recovery) {
    this.least = least;
    checkpointBytes = recovery.checkpointBytes();
    covered = recovery.checkpointBytes() - recovery.bytes();
  }

  /** Whether a checkpoint is due when so much has been appended since the log was opened. */
  boolean isDue(long appended) {
    return appended - covered >= Math.clamp(checkpointBytes, least, MOST_TIMES * least);
  }

  /**
   * Takes note of a checkpoint.
   *
   * @param appended how much had been appended when it was begun
   * @param bytes how large it is
   */
  void checkpointed(long appended, long bytes) {
    covered = appended;
    checkpointBytes = bytes;
  }
}
