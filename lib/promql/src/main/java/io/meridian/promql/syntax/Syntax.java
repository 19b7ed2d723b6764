package io.meridian.promql.syntax;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.Matcher;
import java.util.List;

/** From a query's text to its tree. */
public final class Syntax {

  private Syntax() {}

  /**
   * Parses a query and checks its types.
   *
   * @throws InvalidRequestException with Prometheus' message: {@code line:column: parse error: …}
   */
  public static Expression parse(String query, SyntaxOptions options) {
    QueryText text = QueryText.of(query);
    try {
      Expression tree = new ExpressionParser(new TokenStream(text), options).whole();
      return new TypeCheck(text).checked(tree);
    } catch (SyntaxError e) {
      throw new InvalidRequestException(e.message(text), e);
    }
  }

  /**
   * Parses a selector of series as the API's {@code match[]} takes it: no modifiers, no range.
   *
   * @throws InvalidRequestException with Prometheus' message
   */
  public static List<Matcher> parseSelector(String selector) {
    QueryText text = QueryText.of(selector);
    try {
      TokenStream tokens = new TokenStream(text);
      SelectorParser parser = new SelectorParser(tokens);
      VectorSelector parsed =
          tokens.kind().isMetricName() ? parser.named(tokens.next()) : begun(tokens, parser);
      if (tokens.kind() != TokenKind.END) {
        throw tokens.unexpected();
      }
      return parsed.matchers();
    } catch (SyntaxError e) {
      throw new InvalidRequestException(e.message(text), e);
    }
  }

  private static VectorSelector begun(TokenStream tokens, SelectorParser parser) {
    if (tokens.kind() != TokenKind.LEFT_BRACE) {
      throw tokens.unexpected();
    }
    return parser.unnamed();
  }
}
