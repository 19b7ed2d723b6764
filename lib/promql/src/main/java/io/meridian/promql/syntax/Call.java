package io.meridian.promql.syntax;

import java.util.List;

/** A function called. */
public record Call(FunctionSignature function, List<Expression> arguments, SourceRange position)
    implements Expression {

  public Call {
    arguments = List.copyOf(arguments);
  }

  @Override
  public ValueType type() {
    return function.result();
  }

  @Override
  public List<Expression> children() {
    return arguments;
  }

  @Override
  public String toString() {
    return Printer.print(this);
  }
}
