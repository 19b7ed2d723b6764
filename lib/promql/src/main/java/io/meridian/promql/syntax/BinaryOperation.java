package io.meridian.promql.syntax;

import java.util.List;
import java.util.Optional;

/**
 * Two operands and an operator between them.
 *
 * @param returnsBool whether a comparison gives 0 or 1 instead of dropping what fails it
 * @param matching which series of two vectors belong together; empty if an operand is a scalar
 */
public record BinaryOperation(
    BinaryOperator operator,
    Expression left,
    Expression right,
    boolean returnsBool,
    Optional<VectorMatching> matching)
    implements Expression {

  @Override
  public SourceRange position() {
    return SourceRange.between(left.position(), right.position());
  }

  @Override
  public ValueType type() {
    return left.type() == ValueType.SCALAR && right.type() == ValueType.SCALAR
        ? ValueType.SCALAR
        : ValueType.VECTOR;
  }

  @Override
  public List<Expression> children() {
    return List.of(left, right);
  }

  @Override
  public String toString() {
    return Printer.print(this);
  }
}
