package io.meridian.tsdb.wal;

/**
 * Takes the records of a log that is opened. Every shard is given all of them, in order, the
 * checkpoint's first, on a thread of its own; which series are its business is for it to decide.
 */
public interface RecordConsumer {
  /** How many shards there are, at least 1. */
  int shards();

  /**
   * Takes a record. An exception ends the opening of the log and is thrown there.
   *
   * @param shard 0 to {@link #shards} − 1
   * @param record valid until this returns
   */
  void accept(int shard, LogRecord record);
}
