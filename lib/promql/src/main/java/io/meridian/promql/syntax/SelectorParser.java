package io.meridian.promql.syntax;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.LabelText;
import io.meridian.model.MatchType;
import io.meridian.model.Matcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Parses what stands in braces, and lists of label names in parentheses. */
final class SelectorParser {
  private static final String METRIC_NAME = "__name__";
  private static final String MATCHING = "label matching";
  private static final String GROUPING = "grouping opts";

  private final TokenStream tokens;

  SelectorParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  /** A selector that begins with a metric's name. */
  VectorSelector named(Token name) {
    List<Matcher> matchers = new ArrayList<>();
    if (tokens.kind() == TokenKind.LEFT_BRACE) {
      matchers.addAll(matchers());
    }
    matchers.add(Matcher.equal(METRIC_NAME, name.text()));
    return selector(name.text(), matchers, name.start());
  }

  /** A selector that begins with a brace. */
  VectorSelector unnamed() {
    int start = tokens.peek().start();
    return selector("", matchers(), start);
  }

  private VectorSelector selector(String name, List<Matcher> matchers, int start) {
    SourceRange position = new SourceRange(start, tokens.lastEnd());
    return new VectorSelector(name, matchers, TimeModifiers.NONE, RangeExtension.NONE, position);
  }

  private List<Matcher> matchers() {
    tokens.expect(TokenKind.LEFT_BRACE);
    List<Matcher> all = new ArrayList<>();
    while (!tokens.skip(TokenKind.RIGHT_BRACE)) {
      all.add(matcher());
      if (!tokens.skip(TokenKind.COMMA)) {
        if (tokens.kind() != TokenKind.RIGHT_BRACE) {
          throw tokens.unexpected(MATCHING, "\",\" or \"}\"");
        }
      }
    }
    return all;
  }

  private Matcher matcher() {
    Token name = tokens.peek();
    return switch (name.kind()) {
      case IDENTIFIER -> {
        tokens.next();
        MatchType type =
            matchType().orElseThrow(() -> tokens.unexpected(MATCHING, "label matching operator"));
        yield matcher(type, name, name.text());
      }
      case STRING -> {
        tokens.next();
        String unquoted = StringText.unquoted(name.text());
        Optional<MatchType> type = matchType();
        yield type.isPresent()
            ? matcher(type.get(), name, unquoted)
            : Matcher.equal(METRIC_NAME, unquoted);
      }
      default -> throw tokens.unexpected(MATCHING, "identifier or \"}\"");
    };
  }

  private Matcher matcher(MatchType type, Token label, String name) {
    tokens.next();
    if (tokens.kind() != TokenKind.STRING) {
      throw tokens.unexpected(MATCHING, "string");
    }
    String value = StringText.unquoted(tokens.next().text());
    try {
      return Matcher.of(type, name, value);
    } catch (InvalidRequestException e) {
      throw new SyntaxError(label.position(), String.valueOf(e.getMessage()));
    }
  }

  private Optional<MatchType> matchType() {
    return switch (tokens.kind()) {
      case EQUALS -> Optional.of(MatchType.EQUAL);
      case NOT_EQUAL -> Optional.of(MatchType.NOT_EQUAL);
      case MATCHES -> Optional.of(MatchType.REGEX);
      case MATCHES_NOT -> Optional.of(MatchType.NOT_REGEX);
      default -> Optional.empty();
    };
  }

  /** Label names in parentheses. */
  List<String> labelNames() {
    if (!tokens.skip(TokenKind.LEFT_PAREN)) {
      throw tokens.unexpected(GROUPING, "\"(\"");
    }
    List<String> names = new ArrayList<>();
    while (!tokens.skip(TokenKind.RIGHT_PAREN)) {
      names.add(labelName());
      if (!tokens.skip(TokenKind.COMMA) && tokens.kind() != TokenKind.RIGHT_PAREN) {
        throw tokens.unexpected(GROUPING, "\",\" or \")\"");
      }
    }
    return names;
  }

  private String labelName() {
    Token token = tokens.peek();
    if (token.kind() != TokenKind.STRING && !token.kind().isLabelName()) {
      throw tokens.unexpected(GROUPING, "label");
    }
    tokens.next();
    String name = token.kind() == TokenKind.STRING ? StringText.exact(token.text()) : token.text();
    if (name.isEmpty() || !LabelText.isUtf8(name)) {
      throw new SyntaxError(
          token.position(), "invalid label name for grouping: " + GoText.quoted(name));
    }
    return name;
  }
}
