package io.meridian.promql.syntax;

import java.util.List;

/** An expression in parentheses. */
public record Parenthesized(Expression inner, SourceRange position) implements Expression {

  @Override
  public ValueType type() {
    return inner.type();
  }

  @Override
  public List<Expression> children() {
    return List.of(inner);
  }

  @Override
  public String toString() {
    return Printer.print(this);
  }

  /** What stands inside all parentheses around an expression. */
  public static Expression unwrap(Expression expression) {
    Expression inside = expression;
    while (inside instanceof Parenthesized parenthesized) {
      inside = parenthesized.inner();
    }
    return inside;
  }
}
