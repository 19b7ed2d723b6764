package io.meridian.promql.syntax;

/** Makes numbers of number and duration tokens. */
final class NumberParser {

  private NumberParser() {}

  static NumberLiteral parse(Token token) {
    boolean duration = token.kind() == TokenKind.DURATION;
    try {
      double value = duration ? DurationText.seconds(token.text()) : NumberText.parse(token.text());
      return new NumberLiteral(value, duration, token.position());
    } catch (IllegalArgumentException e) {
      throw new SyntaxError(token.position(), String.valueOf(e.getMessage()));
    }
  }
}
