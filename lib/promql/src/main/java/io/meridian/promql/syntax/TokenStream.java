package io.meridian.promql.syntax;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A query's tokens, read one at a time and not before they are asked for: an error of the lexer
 * must not come before one of the parser about what stands further left.
 */
final class TokenStream {
  private static final String NOWHERE = "";

  private final Lexer lexer;
  private @Nullable Token ahead;
  private int lastEnd;
  private String context = NOWHERE;

  TokenStream(QueryText text) {
    this.lexer = new Lexer(text);
  }

  /** The next token, which stays the next. */
  Token peek() {
    if (ahead == null) {
      Token read = lexer.next();
      if (read.kind() == TokenKind.ERROR) {
        throw new SyntaxError(read.position(), read.text());
      }
      ahead = read;
    }
    return ahead;
  }

  TokenKind kind() {
    return peek().kind();
  }

  Token next() {
    Token token = peek();
    ahead = null;
    lastEnd = token.end();
    return token;
  }

  /** The next token if it is of a kind. */
  Optional<Token> accept(TokenKind kind) {
    return kind() == kind ? Optional.of(next()) : Optional.empty();
  }

  /** Passes over the next token if it is of a kind. */
  boolean skip(TokenKind kind) {
    return accept(kind).isPresent();
  }

  /** The next token, which must be of a kind. */
  Token expect(TokenKind kind) {
    if (kind() != kind) {
      throw unexpected();
    }
    return next();
  }

  /** Where the last token ended that was consumed. */
  int lastEnd() {
    return lastEnd;
  }

  /** Says what a surprise is reported to be in until the context is left again. */
  String enter(String inner) {
    String outer = context;
    context = inner;
    return outer;
  }

  void leave(String outer) {
    context = outer;
  }

  /** The next token does not belong here. */
  SyntaxError unexpected() {
    return new SyntaxError(peek().position(), "unexpected " + peek().description() + context);
  }

  /** The next token does not belong here, and something else would. */
  SyntaxError unexpected(String place, String expected) {
    return new SyntaxError(
        peek().position(),
        "unexpected " + peek().description() + " in " + place + ", expected " + expected);
  }
}
