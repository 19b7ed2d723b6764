package io.meridian.promql.script;

/** When a query is evaluated; milliseconds since the epoch. */
public sealed interface Timing {
  /** At one instant. */
  record Instant(long time) implements Timing {}

  /** At each step of a range, both ends included. */
  record Range(long start, long end, long step) implements Timing {}
}
