package io.meridian.promql.syntax;

import java.nio.charset.StandardCharsets;

/**
 * Cuts a query into tokens. What a character means depends on where it stands: inside braces there
 * are no keywords, and inside brackets only durations and what is calculated with them.
 *
 * <p>An error is a token too, for what the parser has read before it may be wrong in its own way.
 */
final class Lexer {
  private enum Place {
    STATEMENT,
    BRACES,
    DURATION
  }

  private final QueryText text;
  private final Scan scan;
  private Place place = Place.STATEMENT;
  private int start;
  private int parenDepth;
  private boolean bracketOpen;
  private boolean colonSeen;
  private boolean durationSeen;
  private int lastStart;

  Lexer(QueryText text) {
    this.text = text;
    this.scan = new Scan(text);
  }

  /** Where the last token begins. */
  int lastStart() {
    return lastStart;
  }

  /** The next token; after the last one the end again and again. */
  Token next() {
    skipBlanks();
    start = scan.at();
    lastStart = start;
    try {
      return switch (place) {
        case STATEMENT -> statement();
        case BRACES -> insideBraces();
        case DURATION -> duration();
      };
    } catch (Unreadable e) {
      String message = String.valueOf(e.getMessage());
      return new Token(TokenKind.ERROR, start, message, start + bytes(message));
    }
  }

  private static int bytes(String message) {
    return message.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Spaces, and comments where there may be any. */
  private void skipBlanks() {
    while (true) {
      int c = scan.peek();
      if (Scan.isSpace(c)) {
        scan.next();
      } else if (c == '#' && place != Place.DURATION) {
        scan.skipLine();
      } else {
        return;
      }
    }
  }

  private Token token(TokenKind kind) {
    return new Token(kind, start, text.between(start, scan.at()), scan.at());
  }

  private Unreadable unreadable(String message) {
    return new Unreadable(message);
  }

  /** An error about a token that has been read: it stands behind that token. */
  private Unreadable unreadableBehind(String message) {
    start = scan.at();
    return new Unreadable(message);
  }

  private Token statement() {
    int c = scan.next();
    return switch (c) {
      case Scan.END -> end();
      case ',' -> token(TokenKind.COMMA);
      case '*' -> token(TokenKind.MULTIPLY);
      case '/' -> token(TokenKind.DIVIDE);
      case '%' -> token(TokenKind.MODULO);
      case '+' -> token(TokenKind.ADD);
      case '-' -> token(TokenKind.SUBTRACT);
      case '^' -> token(TokenKind.POWER);
      case '@' -> token(TokenKind.AT);
      case '=', '!', '<', '>' -> comparison(c);
      case '"', '\'', '`' -> string(c);
      case '(' -> leftParen();
      case ')' -> rightParen();
      case '{' -> {
        place = Place.BRACES;
        yield token(TokenKind.LEFT_BRACE);
      }
      case '[' -> leftBracket();
      case ']' -> rightBracket();
      default -> wordOrNumber(c);
    };
  }

  private Token end() {
    if (parenDepth != 0) {
      throw unreadable("unclosed left parenthesis");
    }
    if (bracketOpen) {
      throw unreadable("unclosed left bracket");
    }
    return token(TokenKind.END);
  }

  private Token comparison(int c) {
    int after = scan.peek();
    if (c == '=' && after == '~') {
      throw unreadable("unexpected character after '=': " + GoText.quotedRune(after));
    }
    if (c == '!' && after != '=') {
      throw unreadable("unexpected character after '!': " + GoText.quotedRune(after));
    }
    boolean slash = after == '/' && (c == '<' || c == '>');
    if (after == '=' || slash) {
      scan.next();
    }
    return token(comparisonKind(c, after));
  }

  private static TokenKind comparisonKind(int c, int after) {
    boolean orEqual = after == '=';
    boolean slash = after == '/';
    return switch (c) {
      case '=' -> orEqual ? TokenKind.EQUAL : TokenKind.EQUALS;
      case '!' -> TokenKind.NOT_EQUAL;
      case '<' -> orEqual ? TokenKind.LESS_OR_EQUAL : slash ? TokenKind.TRIM_UPPER : TokenKind.LESS;
      default ->
          orEqual ? TokenKind.GREATER_OR_EQUAL : slash ? TokenKind.TRIM_LOWER : TokenKind.GREATER;
    };
  }

  private Token string(int quote) {
    scan.string(quote);
    return token(TokenKind.STRING);
  }

  private Token leftParen() {
    parenDepth++;
    return token(TokenKind.LEFT_PAREN);
  }

  private Token rightParen() {
    parenDepth--;
    if (parenDepth < 0) {
      throw unreadableBehind("unexpected right parenthesis ')'");
    }
    return token(TokenKind.RIGHT_PAREN);
  }

  private Token leftBracket() {
    if (bracketOpen) {
      throw unreadable("unexpected left bracket '['");
    }
    bracketOpen = true;
    colonSeen = false;
    place = Place.DURATION;
    return token(TokenKind.LEFT_BRACKET);
  }

  private Token rightBracket() {
    if (!bracketOpen) {
      throw unreadable("unexpected right bracket ']'");
    }
    bracketOpen = false;
    return token(TokenKind.RIGHT_BRACKET);
  }

  private Token wordOrNumber(int c) {
    if (Scan.isDigit(c) || (c == '.' && Scan.isDigit(scan.peek()))) {
      return number();
    }
    if (!Scan.isAlpha(c) && c != ':') {
      throw unreadable("unexpected character: " + GoText.quotedRune(c));
    }
    return bracketOpen ? insideBrackets(c) : word();
  }

  private Token number() {
    scan.backTo(start);
    if (scan.number()) {
      return token(TokenKind.NUMBER);
    }
    if (scan.duration()) {
      return token(TokenKind.DURATION);
    }
    throw unreadable(
        "bad number or duration syntax: " + GoText.quoted(text.between(start, scan.at())));
  }

  private Token insideBrackets(int c) {
    if (c == ':') {
      if (colonSeen) {
        throw unreadable("unexpected colon ':'");
      }
      colonSeen = true;
      return token(TokenKind.COLON);
    }
    if (isDurationWordStart(c)) {
      TokenKind kind = durationWord();
      if (kind != TokenKind.ERROR) {
        return token(kind);
      }
    }
    throw unreadable("unexpected character: " + GoText.quotedRune(c) + ", expected ':'");
  }

  private Token word() {
    scan.word();
    String word = text.between(start, scan.at());
    TokenKind keyword = TokenKind.ofWord(word);
    if (keyword != null) {
      boolean fill =
          keyword == TokenKind.FILL
              || keyword == TokenKind.FILL_LEFT
              || keyword == TokenKind.FILL_RIGHT;
      return token(fill && !scan.parenFollows() ? TokenKind.IDENTIFIER : keyword);
    }
    return token(word.indexOf(':') < 0 ? TokenKind.IDENTIFIER : TokenKind.METRIC_IDENTIFIER);
  }

  private Token insideBraces() {
    int c = scan.next();
    return switch (c) {
      case Scan.END -> throw unreadable("unexpected end of input inside braces");
      case ',' -> token(TokenKind.COMMA);
      case '"', '\'', '`' -> string(c);
      case '=' -> token(scan.accept('~') ? TokenKind.MATCHES : TokenKind.EQUALS);
      case '!' -> {
        if (scan.accept('~')) {
          yield token(TokenKind.MATCHES_NOT);
        }
        int after = scan.next();
        if (after != '=') {
          throw unreadable(
              "unexpected character after '!' inside braces: " + GoText.quotedRune(after));
        }
        yield token(TokenKind.NOT_EQUAL);
      }
      case '{' -> throw unreadable("unexpected left brace '{'");
      case '}' -> {
        place = Place.STATEMENT;
        yield token(TokenKind.RIGHT_BRACE);
      }
      default -> {
        if (!Scan.isAlpha(c)) {
          throw unreadable("unexpected character inside braces: " + GoText.quotedRune(c));
        }
        scan.identifier();
        yield token(TokenKind.IDENTIFIER);
      }
    };
  }

  /** From a bracket to the first number: afterwards the rules of statements apply again. */
  private Token duration() {
    int c = scan.next();
    return switch (c) {
      case Scan.END -> throw unreadable("unexpected end of input in duration expression");
      case ']' -> {
        bracketOpen = false;
        colonSeen = false;
        place = Place.STATEMENT;
        yield token(TokenKind.RIGHT_BRACKET);
      }
      case ':' -> durationColon();
      case '(' -> leftParen();
      case ')' -> rightParen();
      case '+' -> token(TokenKind.ADD);
      case '-' -> token(TokenKind.SUBTRACT);
      case '*' -> token(TokenKind.MULTIPLY);
      case '/' -> token(TokenKind.DIVIDE);
      case '%' -> token(TokenKind.MODULO);
      case '^' -> token(TokenKind.POWER);
      case ',' -> token(TokenKind.COMMA);
      default -> durationWordOrNumber(c);
    };
  }

  private Token durationColon() {
    if (!durationSeen) {
      throw unreadableBehind("unexpected colon before duration in duration expression");
    }
    if (colonSeen) {
      throw unreadableBehind("unexpected repeated colon in duration expression");
    }
    colonSeen = true;
    return token(TokenKind.COLON);
  }

  private Token durationWordOrNumber(int c) {
    if (isDurationWordStart(c)) {
      TokenKind kind = durationWord();
      if (kind != TokenKind.ERROR) {
        return token(kind);
      }
    } else if (Scan.isDigit(c) || (c == '.' && Scan.isDigit(scan.peek()))) {
      durationSeen = true;
      place = Place.STATEMENT;
      return number();
    }
    throw unreadable("unexpected character in duration expression: " + GoText.quotedRune(c));
  }

  private static boolean isDurationWordStart(int c) {
    return c > 0 && "srmSRM".indexOf(c) >= 0;
  }

  private TokenKind durationWord() {
    scan.letters();
    TokenKind kind = TokenKind.ofWord(text.between(start, scan.at()));
    return switch (kind) {
      case STEP, RANGE, MAX_OF, MIN_OF -> kind;
      case null, default -> TokenKind.ERROR;
    };
  }

  /** The text does not go on as any token does. */
  static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreadable(String message) {
      super(message, null, false, false);
    }
  }
}
