package io.meridian.service.telemetry;

/** How a line of the log is written. */
public enum LogFormat {
  /** {@code key=value} pairs, which people read as they are. */
  LOGFMT,
  /** An object a line. */
  JSON
}
