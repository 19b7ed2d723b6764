package io.meridian.promql.syntax;

import java.util.List;

/**
 * A string, its escapes resolved.
 *
 * @param value the text, in which stray bytes ({@link io.meridian.model.LabelText}) may be
 */
public record StringLiteral(String value, SourceRange position) implements Expression {

  @Override
  public ValueType type() {
    return ValueType.STRING;
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
