package io.meridian.promql.syntax;

import java.util.List;

/** A sign before an expression that is no number. */
public record UnaryOperation(boolean negative, Expression operand, SourceRange position)
    implements Expression {

  @Override
  public ValueType type() {
    return operand.type();
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
