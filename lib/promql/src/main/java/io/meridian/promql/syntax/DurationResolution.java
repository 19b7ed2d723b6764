package io.meridian.promql.syntax;

import io.meridian.model.InvalidRequestException;
import io.meridian.promql.syntax.DurationExpression.Fixed;
import io.meridian.promql.syntax.DurationExpression.Literal;
import io.meridian.promql.syntax.DurationExpression.Operation;
import io.meridian.promql.syntax.DurationExpression.Signed;
import io.meridian.promql.syntax.DurationExpression.Variable;

/**
 * Works out the durations of a tree that are calculations. Calculations are done in seconds, as
 * doubles, and their outcome is cut to milliseconds.
 *
 * @param stepMillis the distance of the query's evaluations
 * @param rangeMillis the span from its first evaluation to its last
 */
public record DurationResolution(long stepMillis, long rangeMillis) {
  private static final double MOST_SECONDS = 0x1p63 / 1e9;

  /**
   * The tree with fixed durations.
   *
   * @throws InvalidRequestException if one is not a number, infinite, out of range, or not positive
   *     where it must be
   */
  public Expression resolve(Expression tree) {
    check(tree);
    return TreeRewrite.bottomUp(
        tree,
        node ->
            switch (node) {
              case VectorSelector selector -> resolved(selector);
              case RangeSelector selector ->
                  new RangeSelector(
                      selector.selector(), resolved(selector.range(), false), selector.position());
              case Subquery subquery -> resolved(subquery);
              default -> node;
            });
  }

  /** Fails at the duration that Prometheus looks at first of those that are wrong. */
  private void check(Expression tree) {
    switch (tree) {
      case VectorSelector selector -> resolved(selector.modifiers());
      case RangeSelector selector -> resolved(selector.range(), false);
      case Subquery subquery -> {
        resolved(subquery.modifiers());
        subquery.step().ifPresent(step -> resolved(step, false));
        resolved(subquery.range(), false);
      }
      default -> {}
    }
    tree.children().forEach(this::check);
  }

  private VectorSelector resolved(VectorSelector selector) {
    return new VectorSelector(
        selector.name(),
        selector.matchers(),
        resolved(selector.modifiers()),
        selector.extension(),
        selector.position());
  }

  private Subquery resolved(Subquery subquery) {
    return new Subquery(
        subquery.operand(),
        resolved(subquery.range(), false),
        subquery.step().map(step -> resolved(step, false)),
        resolved(subquery.modifiers()),
        subquery.position());
  }

  private TimeModifiers resolved(TimeModifiers modifiers) {
    return new TimeModifiers(
        modifiers.offset().map(offset -> resolved(offset, true)), modifiers.at());
  }

  private DurationExpression resolved(DurationExpression duration, boolean negativeAllowed) {
    return switch (duration) {
      case Literal literal -> literal;
      case Fixed fixed -> fixed;
      case Variable _, Signed _, Operation _ -> {
        double seconds = seconds(duration);
        if (!Double.isFinite(seconds)) {
          throw invalid(duration, "duration is NaN or infinite");
        }
        if (seconds <= 0 && !negativeAllowed) {
          throw invalid(duration, "duration must be greater than 0");
        }
        if (Math.abs(seconds) > MOST_SECONDS) {
          throw invalid(duration, "duration is out of range");
        }
        yield new Fixed((long) (seconds * 1000), duration.position());
      }
    };
  }

  private double seconds(DurationExpression duration) {
    return switch (duration) {
      case Literal literal -> literal.seconds();
      case Fixed fixed -> fixed.millis() / 1000.0;
      case Variable variable ->
          switch (variable.name()) {
            case STEP -> stepMillis / 1000.0;
            case RANGE -> rangeMillis / 1000.0;
          };
      case Signed signed ->
          signed.negative() ? -seconds(signed.operand()) : seconds(signed.operand());
      case Operation operation -> calculated(operation);
    };
  }

  private double calculated(Operation operation) {
    double left = seconds(operation.left());
    double right = seconds(operation.right());
    return switch (operation.operator()) {
      case ADD -> left + right;
      case SUBTRACT -> left - right;
      case MULTIPLY -> left * right;
      case DIVIDE -> left / divisor(right, operation, "division by zero");
      case MODULO -> left % divisor(right, operation, "modulo by zero");
      case POWER -> Math.pow(left, right);
      case MAX_OF -> Math.max(left, right);
      case MIN_OF -> Math.min(left, right);
    };
  }

  private static double divisor(double value, Operation operation, String message) {
    if (value == 0) {
      throw invalid(operation, message);
    }
    return value;
  }

  private static InvalidRequestException invalid(DurationExpression duration, String message) {
    SourceRange position = duration.position();
    return new InvalidRequestException(position.start() + ":" + position.end() + ": " + message);
  }
}
