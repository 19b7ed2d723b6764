package io.meridian.promql.syntax;

/** An operator between two expressions, with how tightly it binds. */
public enum BinaryOperator {
  OR("or", 1),
  AND("and", 2),
  UNLESS("unless", 2),
  EQUAL("==", 3),
  NOT_EQUAL("!=", 3),
  LESS("<", 3),
  LESS_OR_EQUAL("<=", 3),
  GREATER(">", 3),
  GREATER_OR_EQUAL(">=", 3),
  TRIM_UPPER("</", 3),
  TRIM_LOWER(">/", 3),
  ADD("+", 4),
  SUBTRACT("-", 4),
  MULTIPLY("*", 5),
  DIVIDE("/", 5),
  MODULO("%", 5),
  ATAN2("atan2", 5),
  POWER("^", 6);

  private final String symbol;
  private final int precedence;

  BinaryOperator(String symbol, int precedence) {
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

  /** Whether it compares; trimming histograms is no comparison. */
  public boolean isComparison() {
    return switch (this) {
      case EQUAL, NOT_EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> true;
      default -> false;
    };
  }

  /** Whether it trims histograms; it says nothing of two numbers. */
  public boolean isTrim() {
    return this == TRIM_UPPER || this == TRIM_LOWER;
  }

  /** Whether it works on sets of series and not on values. */
  public boolean isSet() {
    return this == OR || this == AND || this == UNLESS;
  }
}
