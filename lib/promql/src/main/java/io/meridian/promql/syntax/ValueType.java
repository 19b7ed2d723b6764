package io.meridian.promql.syntax;

/** What an expression evaluates to. */
public enum ValueType {
  NONE("none", "none"),
  SCALAR("scalar", "scalar"),
  STRING("string", "string"),
  VECTOR("vector", "instant vector"),
  MATRIX("matrix", "range vector");

  private final String symbol;
  private final String description;

  ValueType(String symbol, String description) {
    this.symbol = symbol;
    this.description = description;
  }

  /** The name in results and syntax trees as JSON. */
  public String symbol() {
    return symbol;
  }

  /** The name in messages. */
  public String description() {
    return description;
  }
}
