package io.meridian.promql.syntax;

import io.meridian.promql.syntax.VectorMatching.Cardinality;
import java.util.List;
import java.util.OptionalDouble;

/** Parses what may stand between an operator and its right operand about matching series. */
final class MatchingParser {
  private final TokenStream tokens;
  private final SelectorParser selectors;

  MatchingParser(TokenStream tokens, SelectorParser selectors) {
    this.tokens = tokens;
    this.selectors = selectors;
  }

  VectorMatching parse() {
    boolean on = tokens.kind() == TokenKind.ON;
    List<String> labels = List.of();
    List<String> include = List.of();
    Cardinality cardinality = Cardinality.ONE_TO_ONE;
    if (on || tokens.kind() == TokenKind.IGNORING) {
      tokens.next();
      labels = selectors.labelNames();
      cardinality = cardinality(tokens.kind());
      if (cardinality != Cardinality.ONE_TO_ONE) {
        tokens.next();
        include = included();
      }
    }
    return withFills(cardinality, on, labels, include);
  }

  /** Labels in parentheses; where neither they nor an expression follow they are missed. */
  private List<String> included() {
    TokenKind kind = tokens.kind();
    return kind == TokenKind.LEFT_PAREN || !kind.beginsExpression()
        ? selectors.labelNames()
        : List.of();
  }

  private static Cardinality cardinality(TokenKind kind) {
    return switch (kind) {
      case GROUP_LEFT -> Cardinality.MANY_TO_ONE;
      case GROUP_RIGHT -> Cardinality.ONE_TO_MANY;
      default -> Cardinality.ONE_TO_ONE;
    };
  }

  private VectorMatching withFills(
      Cardinality cardinality, boolean on, List<String> labels, List<String> include) {
    OptionalDouble left = OptionalDouble.empty();
    OptionalDouble right = OptionalDouble.empty();
    if (tokens.skip(TokenKind.FILL)) {
      left = fill();
      right = left;
    } else if (tokens.skip(TokenKind.FILL_LEFT)) {
      left = fill();
      right = tokens.skip(TokenKind.FILL_RIGHT) ? fill() : right;
    } else if (tokens.skip(TokenKind.FILL_RIGHT)) {
      right = fill();
      left = tokens.skip(TokenKind.FILL_LEFT) ? fill() : left;
    }
    return new VectorMatching(cardinality, on, labels, include, left, right);
  }

  private OptionalDouble fill() {
    tokens.expect(TokenKind.LEFT_PAREN);
    boolean negative = tokens.kind() == TokenKind.SUBTRACT;
    if (negative || tokens.kind() == TokenKind.ADD) {
      tokens.next();
    }
    if (tokens.kind() != TokenKind.NUMBER && tokens.kind() != TokenKind.DURATION) {
      throw tokens.unexpected();
    }
    double value = NumberParser.parse(tokens.next()).value();
    tokens.expect(TokenKind.RIGHT_PAREN);
    return OptionalDouble.of(negative ? -value : value);
  }
}
