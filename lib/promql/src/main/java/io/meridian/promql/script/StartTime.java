package io.meridian.promql.script;

/**
 * When a sample's counter began.
 *
 * @param given whether that is known
 * @param offset milliseconds from the sample
 */
public record StartTime(boolean given, long offset) {
  static final StartTime NONE = new StartTime(false, 0);

  /** The start timestamp of a sample; 0 if it is not known. */
  long of(long time) {
    return given ? time + offset : 0;
  }
}
