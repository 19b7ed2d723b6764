package io.meridian.promql.syntax;

import java.util.List;

/**
 * A number.
 *
 * @param duration whether it is written as a duration ({@code 5m}); its value is in seconds
 */
public record NumberLiteral(double value, boolean duration, SourceRange position)
    implements Expression {

  @Override
  public ValueType type() {
    return ValueType.SCALAR;
  }

  @Override
  public List<Expression> children() {
    return List.of();
  }

  @Override
  public String toString() {
    return Printer.print(this);
  }
}
