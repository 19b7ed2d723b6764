package io.meridian.promql.syntax;

/**
 * How deep a tree may become. It bounds the stack of everything that walks over trees, the parser
 * included; chains of operators count, for they nest to the left.
 */
final class NestingLimit {
  static final int MOST = 1_000;

  private int depth;

  /** One level deeper, for what begins with a token. */
  void enter(Token token) {
    depth++;
    if (depth > MOST) {
      throw new SyntaxError(
          token.position(),
          "expression is nested deeper than %d levels; split it up".formatted(MOST));
    }
  }

  void leave() {
    depth--;
  }

  void leave(int levels) {
    depth -= levels;
  }
}
