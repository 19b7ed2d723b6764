package io.meridian.tsdb.head;

import io.meridian.model.CounterResetHint;

/**
 * The parts of a record of the log; docs/formats/head-records.md has their bytes. One that is not
 * there is left out.
 *
 * <pre>
 *   record  := section*
 *   section := kind:8 length:32 content
 * </pre>
 */
final class RecordSection {
  /** Numbers and labels of series that no record before has named. */
  static final int SERIES = 1;

  /** Floats, each later than its series' last sample. */
  static final int FLOATS = 2;

  /** Histograms, each later than its series' last sample. */
  static final int HISTOGRAMS = 3;

  /** Floats that came behind later ones of their series. */
  static final int UNORDERED_FLOATS = 4;

  /** Histograms that came behind later samples of their series. */
  static final int UNORDERED_HISTOGRAMS = 5;

  /** Floats of ranges that were in a block when they came. */
  static final int LATE_FLOATS = 6;

  /** Histograms of ranges that were in a block when they came. */
  static final int LATE_HISTOGRAMS = 7;

  /** Bytes before a section's content. */
  static final int HEADER = 5;

  private RecordSection() {}

  /** How a counter reset hint is written. */
  static int code(CounterResetHint hint) {
    return switch (hint) {
      case UNKNOWN -> 0;
      case RESET -> 1;
      case NOT_RESET -> 2;
      case GAUGE -> 3;
    };
  }
}
