package io.meridian.promql.syntax;

import java.util.List;

/** The samples of series over a time span, as {@code up[5m]}. Its modifiers are its selector's. */
public record RangeSelector(VectorSelector selector, DurationExpression range, SourceRange position)
    implements Expression {

  @Override
  public ValueType type() {
    return ValueType.MATRIX;
  }

  @Override
  public List<Expression> children() {
    return List.of(selector);
  }

  @Override
  public String toString() {
    return Printer.print(this);
  }
}
