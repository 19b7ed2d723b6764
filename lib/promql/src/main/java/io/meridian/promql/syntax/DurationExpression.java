package io.meridian.promql.syntax;

import java.util.List;

/**
 * A time span: a literal, or a calculation with literals and the query's step and range. {@link
 * DurationResolution} turns calculations into {@link Fixed} spans.
 */
public sealed interface DurationExpression {

  /** Where it stands in the query's text. */
  SourceRange position();

  /**
   * The span in milliseconds, cut off.
   *
   * @throws IllegalStateException for a calculation
   */
  default long millis() {
    return switch (this) {
      case Literal literal -> literal.nanos() / 1_000_000;
      case Fixed fixed -> fixed.millis();
      case Variable _, Signed _, Operation _ ->
          throw new IllegalStateException("duration is not resolved: " + this);
    };
  }

  /** The durations it is calculated from. */
  default List<DurationExpression> operands() {
    return switch (this) {
      case Literal _, Fixed _, Variable _ -> List.of();
      case Signed signed -> List.of(signed.operand());
      case Operation operation -> List.of(operation.left(), operation.right());
    };
  }

  /**
   * A number of seconds.
   *
   * @param duration whether it is written as a duration ({@code 5m})
   */
  record Literal(double seconds, boolean duration, SourceRange position)
      implements DurationExpression {

    /**
     * The span in nanoseconds, rounded half away from zero; of what is no number the least there
     * is, as the processors have it that most Prometheus servers run on.
     */
    public long nanos() {
      double nanos = seconds * 1e9;
      if (Double.isNaN(nanos)) {
        return Long.MIN_VALUE;
      }
      double whole = Math.rint(nanos);
      if (Math.abs(nanos - whole) == 0.5) {
        whole = nanos + Math.copySign(0.5, nanos);
      }
      return (long) whole;
    }
  }

  /** A calculation's outcome. */
  record Fixed(long millis, SourceRange position) implements DurationExpression {}

  /**
   * {@code step()} or {@code range()}.
   *
   * @param wrapped whether it stands in parentheses
   */
  record Variable(Name name, boolean wrapped, SourceRange position) implements DurationExpression {
    /** What of the query it stands for. */
    public enum Name {
      /** The distance of the query's evaluations. */
      STEP,
      /** The span from the query's first evaluation to its last. */
      RANGE
    }
  }

  /**
   * A sign before a duration. A literal in parentheses is one with a positive sign.
   *
   * @param wrapped whether it stands in parentheses
   */
  record Signed(boolean negative, DurationExpression operand, boolean wrapped, SourceRange position)
      implements DurationExpression {}

  /**
   * A calculation with two operands.
   *
   * @param wrapped whether it stands in parentheses
   */
  record Operation(
      DurationOperator operator,
      DurationExpression left,
      DurationExpression right,
      boolean wrapped,
      SourceRange position)
      implements DurationExpression {}
}
