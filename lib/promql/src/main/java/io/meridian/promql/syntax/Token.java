package io.meridian.promql.syntax;

/**
 * A piece of a query's text that means something.
 *
 * @param text as it is written; of an error its message
 */
record Token(TokenKind kind, int start, String text, int end) {

  SourceRange position() {
    return new SourceRange(start, end);
  }

  /** How messages name it. */
  String description() {
    return switch (kind.group()) {
      case END -> "end of input";
      case NAMED -> kind.symbol() + " " + quoted();
      case SIGN, QUERY_VALUE -> GoText.quoted(text);
      case OPERATOR -> "<op:" + text + ">";
      case AGGREGATION -> "<aggr:" + text + ">";
      case KEYWORD -> "<" + text + ">";
    };
  }

  private String quoted() {
    boolean name = kind == TokenKind.IDENTIFIER || kind == TokenKind.METRIC_IDENTIFIER;
    int most = 10;
    if (name || end - start <= most) {
      return GoText.quoted(text);
    }
    int cut =
        text.codePointCount(0, text.length()) > most
            ? text.offsetByCodePoints(0, most)
            : text.length();
    return GoText.quoted(text.substring(0, cut)) + "...";
  }
}
