package io.meridian.promql.syntax;

/** Reads characters of a query, and the pieces that tokens are made of. */
final class Scan {
  /** What is read behind the last character. */
  static final int END = -1;

  private static final String DECIMAL = "0123456789";
  private static final String HEXADECIMAL = "0123456789abcdefABCDEF";
  private static final int REPLACEMENT = 0xfffd;

  private final QueryText text;
  private int at;
  private int width;

  Scan(QueryText text) {
    this.text = text;
  }

  int at() {
    return at;
  }

  void backTo(int offset) {
    at = offset;
    width = 0;
  }

  /** The next character, consumed. The text is well-formed UTF-8. */
  int next() {
    if (at >= text.length()) {
      width = 0;
      return END;
    }
    int first = text.at(at);
    width = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    int rune = first;
    if (width > 1) {
      rune = first & (0x7f >> width);
      for (int i = 1; i < width; i++) {
        rune = (rune << 6) | (text.at(at + i) & 0x3f);
      }
    }
    at += width;
    return rune;
  }

  int peek() {
    int c = next();
    at -= width;
    return c;
  }

  boolean accept(int expected) {
    if (peek() != expected) {
      return false;
    }
    next();
    return true;
  }

  private boolean acceptAny(String set) {
    if (!isAny(set)) {
      return false;
    }
    next();
    return true;
  }

  private boolean isAny(String set) {
    int c = peek();
    return c >= 0 && set.indexOf(c) >= 0;
  }

  /** To the end of the line, its break included. */
  void skipLine() {
    int c = next();
    while (c != '\n' && c != '\r' && c != END) {
      c = next();
    }
  }

  void identifier() {
    while (isAlphanumeric(peek())) {
      next();
    }
  }

  void letters() {
    while (isAlpha(peek())) {
      next();
    }
  }

  void word() {
    while (isAlphanumeric(peek()) || peek() == ':') {
      next();
    }
  }

  /** Whether the next character that is no space opens a parenthesis. */
  boolean parenFollows() {
    int i = at;
    while (i < text.length() && isSpace(text.at(i))) {
      i++;
    }
    return i < text.length() && text.at(i) == '(';
  }

  /** The rest of a string whose quote has been read. */
  void string(int quote) {
    while (true) {
      int c = next();
      if (c == quote) {
        return;
      }
      if (c == REPLACEMENT) {
        throw new Lexer.Unreadable("invalid UTF-8 rune");
      }
      if (quote == '`') {
        if (c == END) {
          throw new Lexer.Unreadable("unterminated raw string");
        }
      } else if (c == END || c == '\n') {
        throw new Lexer.Unreadable("unterminated quoted string");
      } else if (c == '\\') {
        escape(quote);
      }
    }
  }

  private void escape(int quote) {
    int c = next();
    switch (c) {
      case 'a', 'b', 'f', 'n', 'r', 't', 'v', '\\' -> {}
      case '0', '1', '2', '3', '4', '5', '6', '7' -> code(c, 3, 8, 255);
      case 'x' -> code(next(), 2, 16, 255);
      case 'u' -> code(next(), 4, 16, Character.MAX_CODE_POINT);
      case 'U' -> code(next(), 8, 16, Character.MAX_CODE_POINT);
      case END -> throw new Lexer.Unreadable("escape sequence not terminated");
      default -> {
        if (c != quote) {
          throw new Lexer.Unreadable("unknown escape sequence " + GoText.numberedRune(c));
        }
      }
    }
  }

  private void code(int first, int digits, int base, int most) {
    int c = first;
    long value = 0;
    for (int left = digits; left > 0; left--) {
      int digit = c >= 0 && c < 0x80 ? Character.digit(c, base) : -1;
      if (digit < 0) {
        throw new Lexer.Unreadable(
            c == END
                ? "escape sequence not terminated"
                : "illegal character " + GoText.numberedRune(c) + " in escape sequence");
      }
      value = value * base + digit;
      if (left > 1) {
        c = next();
      }
    }
    if (value > most || (value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE)) {
      throw new Lexer.Unreadable("escape sequence is an invalid Unicode code point");
    }
  }

  /** A number, if there is one; else what could have been its beginning has been read. */
  boolean number() {
    int start = at;
    boolean hexadecimal = accept('0') && acceptAny("xX");
    String digits = hexadecimal ? HEXADECIMAL : DECIMAL;
    if (hexadecimal) {
      accept('_');
    }
    accept('.');
    acceptAny(digits);
    boolean dot = false;
    boolean exponent = false;
    while (isAny(digits + "._eE")) {
      if ((dot && accept('.')) || (exponent && acceptAny("eE"))) {
        return false;
      }
      if (accept('.')) {
        dot = true;
        if (acceptAny("_.") || hexadecimal) {
          return false;
        }
      } else if (acceptAny("eE")) {
        exponent = true;
        acceptAny("+-");
        if (acceptAny("._eE") || peek() == END) {
          return false;
        }
      } else if (accept('_')) {
        if (acceptAny("._eE") || peek() == END) {
          return false;
        }
      } else {
        skipAny(digits);
      }
    }
    return at != start && !isAlphanumeric(peek());
  }

  private void skipAny(String set) {
    while (acceptAny(set)) {
      // Reading is all there is to do.
    }
  }

  /** The rest of a duration whose first number has been read. */
  boolean duration() {
    if (!acceptAny("smhdwy")) {
      return false;
    }
    accept('s');
    while (acceptAny(DECIMAL)) {
      skipAny(DECIMAL);
      if (!acceptAny("smhdw")) {
        return false;
      }
      accept('s');
    }
    if (isAlphanumeric(peek())) {
      next();
      return false;
    }
    return true;
  }

  static boolean isSpace(int c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
  }

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  static boolean isAlpha(int c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  static boolean isAlphanumeric(int c) {
    return isAlpha(c) || isDigit(c);
  }
}
