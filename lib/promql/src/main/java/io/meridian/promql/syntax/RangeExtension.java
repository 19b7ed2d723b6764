package io.meridian.promql.syntax;

/** What a range takes from beyond its bounds. */
public enum RangeExtension {
  /** Nothing: the samples after its start and up to its end. */
  NONE,
  /** The last sample at or before its start stands at the start ({@code anchored}). */
  ANCHORED,
  /** Values at both bounds are interpolated with the samples beyond them ({@code smoothed}). */
  SMOOTHED
}
