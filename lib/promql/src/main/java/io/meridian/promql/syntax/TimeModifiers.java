package io.meridian.promql.syntax;

import java.util.Optional;

/**
 * Where in time a selector or subquery looks.
 *
 * @param offset how far back from there; a negative one looks ahead
 * @param at a fixed time instead of the evaluation's
 */
public record TimeModifiers(Optional<DurationExpression> offset, Optional<AtModifier> at) {
  /** The time of the evaluation itself. */
  public static final TimeModifiers NONE = new TimeModifiers(Optional.empty(), Optional.empty());

  /** The offset in milliseconds; 0 without one. Durations must be resolved. */
  public long offsetMillis() {
    return offset.map(DurationExpression::millis).orElse(0L);
  }

  /** The same at another offset. */
  public TimeModifiers withOffset(DurationExpression other) {
    return new TimeModifiers(Optional.of(other), at);
  }

  /** The same at a fixed time. */
  public TimeModifiers withAt(AtModifier other) {
    return new TimeModifiers(offset, Optional.of(other));
  }
}
