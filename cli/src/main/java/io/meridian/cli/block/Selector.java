package io.meridian.cli.block;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.Labels;
import io.meridian.model.MatchType;
import io.meridian.model.Matcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads a series selector of PromQL:
 *
 * <pre>
 *   selector := name [ { matchers } ] | { matchers }
 *   matchers := [ matcher (, matcher)* [,] ]
 *   matcher  := name op string | string op string | string        (alone: the metric's name)
 *   op       := = | != | =~ | !~
 *   string   := "…" | '…' with escapes, or `…` without
 * </pre>
 */
final class Selector {
  private static final Map<Character, Character> ESCAPES =
      Map.of('a', '\u0007', 'b', '\b', 'f', '\f', 'n', '\n', 'r', '\r', 't', '\t', 'v', '\u000b');

  private final String text;
  private final List<Matcher> matchers = new ArrayList<>();
  private int at;

  private Selector(String text) {
    this.text = text;
  }

  /**
   * The matchers that a selector stands for; none for <code>{}</code>.
   *
   * @throws InvalidRequestException if the text is no selector; the message names the character
   */
  static List<Matcher> parse(String text) {
    Selector selector = new Selector(text);
    selector.read();
    return List.copyOf(selector.matchers);
  }

  private void read() {
    skipBlanks();
    if (isNameStart()) {
      matchers.add(Matcher.equal(Labels.METRIC_NAME, name(true)));
      skipBlanks();
    }
    if (at < text.length() || matchers.isEmpty()) {
      expect('{');
      readMatchers();
    }
    skipBlanks();
    if (at < text.length()) {
      throw error("expected the end of the selector");
    }
  }

  private void readMatchers() {
    skipBlanks();
    while (!isNext('}')) {
      readMatcher();
      skipBlanks();
      if (!isNext('}')) {
        expect(',');
        skipBlanks();
      }
    }
    at++;
  }

  private void readMatcher() {
    boolean isQuoted = isQuote();
    String name = isQuoted ? string() : name(false);
    skipBlanks();
    if (isQuoted && (isNext(',') || isNext('}'))) {
      matchers.add(Matcher.equal(Labels.METRIC_NAME, name));
      return;
    }
    MatchType type = operator();
    skipBlanks();
    if (!isQuote()) {
      throw error("expected a value in quotes");
    }
    matchers.add(Matcher.of(type, name, string()));
  }

  private MatchType operator() {
    for (String symbol : List.of("=~", "!~", "!=", "=")) {
      if (text.startsWith(symbol, at)) {
        at += symbol.length();
        return switch (symbol) {
          case "=~" -> MatchType.REGEX;
          case "!~" -> MatchType.NOT_REGEX;
          case "!=" -> MatchType.NOT_EQUAL;
          default -> MatchType.EQUAL;
        };
      }
    }
    throw error("expected one of = != =~ !~");
  }

  private String name(boolean mayHaveColons) {
    int from = at;
    while (at < text.length() && isNameCharacter(text.charAt(at), mayHaveColons, at > from)) {
      at++;
    }
    if (at == from) {
      throw error("expected a label name");
    }
    return text.substring(from, at);
  }

  private boolean isNameStart() {
    return at < text.length() && isNameCharacter(text.charAt(at), true, false);
  }

  private static boolean isNameCharacter(char c, boolean mayBeColon, boolean mayBeDigit) {
    return c == '_'
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c == ':' && mayBeColon)
        || (c >= '0' && c <= '9' && mayBeDigit);
  }

  private boolean isQuote() {
    return at < text.length() && "\"'`".indexOf(text.charAt(at)) >= 0;
  }

  private String string() {
    char quote = text.charAt(at++);
    StringBuilder value = new StringBuilder();
    while (at < text.length() && text.charAt(at) != quote) {
      char c = text.charAt(at++);
      value.append(c == '\\' && quote != '`' ? escaped(quote) : Character.toString(c));
    }
    expect(quote);
    return value.toString();
  }

  private String escaped(char quote) {
    char c = at < text.length() ? text.charAt(at++) : ' ';
    Character known = ESCAPES.get(c);
    if (known != null) {
      return known.toString();
    }
    return switch (c) {
      case '\\' -> "\\";
      case 'x' -> codePoint(2);
      case 'u' -> codePoint(4);
      case 'U' -> codePoint(8);
      default -> {
        if (c != quote) {
          at--;
          throw error("expected an escape sequence of Go behind the backslash");
        }
        yield Character.toString(quote);
      }
    };
  }

  private String codePoint(int digits) {
    try {
      int rune = Integer.parseInt(text, at, Math.min(at + digits, text.length()), 16);
      at += digits;
      return Character.toString(rune);
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw error("expected " + digits + " hexadecimal digits of a character");
    }
  }

  private void skipBlanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private boolean isNext(char c) {
    return at < text.length() && text.charAt(at) == c;
  }

  private void expect(char c) {
    if (!isNext(c)) {
      throw error("expected " + c);
    }
    at++;
  }

  private InvalidRequestException error(String expectation) {
    String found = at < text.length() ? "found " + text.charAt(at) : "it ends there";
    return new InvalidRequestException(
        "selector " + text + ", character " + (at + 1) + ": " + expectation + ", " + found);
  }
}
