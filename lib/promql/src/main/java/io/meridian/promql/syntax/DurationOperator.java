package io.meridian.promql.syntax;

/** What is calculated with two durations. */
public enum DurationOperator {
  ADD("+", 4),
  SUBTRACT("-", 4),
  MULTIPLY("*", 5),
  DIVIDE("/", 5),
  MODULO("%", 5),
  POWER("^", 6),
  MAX_OF("max_of", 0),
  MIN_OF("min_of", 0);

  private final String symbol;
  private final int precedence;

  DurationOperator(String symbol, int precedence) {
    this.symbol = symbol;
    this.precedence = precedence;
  }

  /** The operator in queries. */
  public String symbol() {
    return symbol;
  }

  int precedence() {
    return precedence;
  }

  /** Whether it is written as a function of its operands. */
  boolean isFunction() {
    return precedence == 0;
  }
}
