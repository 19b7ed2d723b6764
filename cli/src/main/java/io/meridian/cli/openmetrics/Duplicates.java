package io.meridian.cli.openmetrics;

/** What happens where a file gives a series two values at one time. */
public enum Duplicates {
  /** The file is refused. */
  REFUSE,
  /** The value that stands first in the file is taken. */
  FIRST,
  /** The value that stands last in the file is taken. */
  LAST
}
