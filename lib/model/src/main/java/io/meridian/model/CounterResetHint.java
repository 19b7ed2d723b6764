package io.meridian.model;

/**
 * What is known of a native histogram's counters against the sample before; the order is that of
 * the wire formats.
 */
public enum CounterResetHint {
  UNKNOWN,
  RESET,
  NOT_RESET,
  GAUGE
}
