package io.meridian.tsdb.head;

import io.meridian.model.CounterResetHint;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

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

  /** Of a snapshot: pairs of label names and values. */
  static final int PAIRS = 16;

  /** Of a snapshot: series by their pairs. */
  static final int SERIES_BY_PAIR = 17;

  /** Of a snapshot: full chunks. */
  static final int FULL_CHUNKS = 18;

  /** Of a snapshot: open chunks of floats. */
  static final int OPEN_FLOATS = 19;

  /** Of a snapshot: open chunks of histograms. */
  static final int OPEN_HISTOGRAMS = 20;

  /** Of a snapshot: chunks of samples that came behind later ones of their series. */
  static final int UNORDERED_CHUNKS = 21;

  /** Of a snapshot: chunks of samples of ranges that were in a block when they came. */
  static final int LATE_CHUNKS = 22;

  /** Exemplars that were new. */
  static final int EXEMPLARS = 8;

  /** What changed of the metadata of metrics. */
  static final int METADATA = 9;

  /** As {@link #FLOATS}, with start timestamps, 0 for none. */
  static final int STARTED_FLOATS = 10;

  /** As {@link #UNORDERED_FLOATS}, with start timestamps. */
  static final int STARTED_UNORDERED_FLOATS = 11;

  /** As {@link #LATE_FLOATS}, with start timestamps. */
  static final int STARTED_LATE_FLOATS = 12;

  /** Of a snapshot: the start timestamps of open chunks of floats. */
  static final int OPEN_STARTS = 23;

  /** Bytes before a section's content. */
  static final int HEADER = 5;

  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private RecordSection() {}

  /** Whether a record has another section than some of samples, or is damaged. */
  static boolean isMoreThanSamples(MemorySegment record) {
    for (long at = 0; at < record.byteSize(); ) {
      if (record.byteSize() - at < HEADER) {
        return true;
      }
      int kind = record.get(ValueLayout.JAVA_BYTE, at);
      if ((kind < FLOATS || kind > LATE_HISTOGRAMS)
          && (kind < STARTED_FLOATS || kind > STARTED_LATE_FLOATS)) {
        return true;
      }
      at += HEADER + Integer.toUnsignedLong(record.get(U32, at + 1));
    }
    return false;
  }

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
