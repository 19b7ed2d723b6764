package io.meridian.tsdb.wal;

import java.nio.file.Path;

/**
 * A part of the log that could not be read when it was opened.
 *
 * @param kind why
 * @param file in which file
 * @param from where in it the unreadable part begins
 * @param to where it ends
 * @param records how many records it held, as the numbers around it tell; 0 in a torn tail, whose
 *     records nobody knows
 */
public record Loss(Kind kind, Path file, long from, long to, long records) {
  /** Why a part could not be read. */
  public enum Kind {
    /**
     * The end of the last segment: a record that was being written when the process or the power
     * ended.
     */
    TORN_TAIL,
    /** Bytes that are not what was written; what stands before and after them was read. */
    DAMAGED,
    /** A file that should be there and is not, or is shorter than it was. */
    MISSING
  }

  /** How many bytes could not be read. */
  public long bytes() {
    return to - from;
  }

  @Override
  public String toString() {
    return switch (kind) {
      case TORN_TAIL ->
          "%s: cut the torn tail at offset %d, %d bytes".formatted(file, from, bytes());
      case DAMAGED ->
          "%s: damaged from offset %d to %d, %d records lost".formatted(file, from, to, records);
      case MISSING ->
          "%s: missing from offset %d to %d, %d records lost".formatted(file, from, to, records);
    };
  }
}
