package io.meridian.tsdb.wal;

/** Whether a log takes records. */
public sealed interface LogState {
  /** It does. */
  record Writing() implements LogState {}

  /**
   * The last record could not be written, for want of space mostly; the next one is tried again.
   */
  record Refusing(String reason) implements LogState {}

  /** An fsync failed: nothing is taken until the log is opened again. */
  record Fenced(String reason) implements LogState {}

  /** It was closed. */
  record Closed() implements LogState {}
}
