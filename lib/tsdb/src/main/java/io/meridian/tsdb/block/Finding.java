package io.meridian.tsdb.block;

import io.meridian.model.CorruptDataException;

/**
 * Something wrong with a block.
 *
 * @param severity how much it matters
 * @param file where it was found, relative to the block's folder
 * @param offset where in the file, bytes from its begin
 * @param expectation what should be there and what is
 */
public record Finding(Severity severity, String file, long offset, String expectation) {
  /** How much a finding matters. */
  public enum Severity {
    /** Data is damaged or missing, or a compactor would refuse the block. */
    ERROR,
    /** Unusual, but every sample can be read. */
    WARNING
  }

  static Finding error(String file, long offset, String expectation) {
    return new Finding(Severity.ERROR, file, offset, expectation);
  }

  static Finding warning(String file, long offset, String expectation) {
    return new Finding(Severity.WARNING, file, offset, expectation);
  }

  /** What a reader complained about. */
  static Finding of(CorruptDataException e, String file) {
    String prefix = e.object() + " at offset " + e.offset() + ": ";
    String message = String.valueOf(e.getMessage());
    return error(
        file,
        e.offset(),
        message.startsWith(prefix) ? message.substring(prefix.length()) : message);
  }

  @Override
  public String toString() {
    return severity + " " + file + " at offset " + offset + ": " + expectation;
  }
}
