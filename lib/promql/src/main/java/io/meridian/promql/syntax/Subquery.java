package io.meridian.promql.syntax;

import java.util.List;
import java.util.Optional;

/**
 * An expression evaluated at many times, as {@code rate(up[1m])[1h:5m]}.
 *
 * @param step the distance of those times; empty for the engine's default
 */
public record Subquery(
    Expression operand,
    DurationExpression range,
    Optional<DurationExpression> step,
    TimeModifiers modifiers,
    SourceRange position)
    implements Expression {

  @Override
  public ValueType type() {
    return ValueType.MATRIX;
  }

  @Override
  public List<Expression> children() {
    return List.of(operand);
  }

  @Override
  public String toString() {
    return Printer.print(this);
  }
}
