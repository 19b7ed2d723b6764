package io.meridian.promql.syntax;

/**
 * Which parts of the language are allowed.
 *
 * @param experimentalFunctions functions and aggregations that Prometheus calls experimental
 * @param durationExpressions calculations where a duration is expected
 * @param extendedRangeSelectors {@code anchored} and {@code smoothed}
 * @param fillModifiers {@code fill}, {@code fill_left} and {@code fill_right}
 * @param extendedRates Thanos' {@code xrate}, {@code xincrease} and {@code xdelta}
 */
public record SyntaxOptions(
    boolean experimentalFunctions,
    boolean durationExpressions,
    boolean extendedRangeSelectors,
    boolean fillModifiers,
    boolean extendedRates) {
  /** What Prometheus allows without feature flags. */
  public static final SyntaxOptions STABLE = new SyntaxOptions(false, true, false, false, false);

  /** All of Prometheus' language. */
  public static final SyntaxOptions PROMETHEUS = new SyntaxOptions(true, true, true, true, false);

  /** All of it. */
  public static final SyntaxOptions ALL = new SyntaxOptions(true, true, true, true, true);
}
