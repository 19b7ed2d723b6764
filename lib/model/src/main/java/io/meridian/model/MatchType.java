package io.meridian.model;

/** How a matcher compares; the order is that of the wire formats. */
public enum MatchType {
  EQUAL("="),
  NOT_EQUAL("!="),
  REGEX("=~"),
  NOT_REGEX("!~");

  private final String symbol;

  MatchType(String symbol) {
    this.symbol = symbol;
  }

  /** The operator in PromQL. */
  public String symbol() {
    return symbol;
  }

  /** Whether the matcher accepts what its pattern does not match. */
  public boolean negated() {
    return this == NOT_EQUAL || this == NOT_REGEX;
  }
}
