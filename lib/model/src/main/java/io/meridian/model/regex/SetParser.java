package io.meridian.model.regex;

import java.util.Optional;

/**
 * Parses what stands for one rune of several, {@code [a-z]}, {@code \d}, {@code \pL}, and escapes
 * of single runes.
 */
final class SetParser {
  private final RegexReader in;
  private final boolean foldCase;

  SetParser(RegexReader in, boolean foldCase) {
    this.in = in;
    this.foldCase = foldCase;
  }

  /** Parses {@code [ … ]}. */
  RuneSet parseBrackets() {
    int from = in.at();
    in.skip(1);
    boolean negated = in.peek() == '^';
    in.skip(negated ? 1 : 0);
    RuneSet.Builder set = new RuneSet.Builder();
    for (boolean first = true; first || in.peek() != ']' || !in.hasNext(); first = false) {
      Optional<RuneSet> named = parsePosix();
      if (named.isEmpty()) {
        named = in.peek() == '\\' ? parseClassEscape() : Optional.empty();
      }
      set.add(named.isPresent() ? named.get() : parseRange(from));
    }
    in.skip(1);
    return negated ? set.build().negated() : set.build();
  }

  /** Parses a rune, or two with a hyphen between them. */
  private RuneSet parseRange(int brackets) {
    int from = in.at();
    int first = parseSetRune(brackets);
    int last = first;
    if (in.peek() == '-' && in.hasNext(1) && in.peek(1) != ']') {
      in.skip(1);
      last = parseSetRune(brackets);
      if (last < first) {
        throw in.error("invalid character class range", from);
      }
    }
    return folded(RuneSet.ofRange(first, last));
  }

  private int parseSetRune(int brackets) {
    if (!in.hasNext()) {
      throw in.errorToEnd("missing closing ]", brackets);
    }
    return in.peek() == '\\' ? parseRuneEscape() : in.next();
  }

  private RuneSet folded(RuneSet set) {
    return foldCase ? set.folded() : set;
  }

  /** Parses {@code [:name:]} or {@code [:^name:]}, where one is here. */
  private Optional<RuneSet> parsePosix() {
    int from = in.at();
    int end = in.startsWith("[:") ? in.find(":]", 2) : -1;
    if (end < 0) {
      return Optional.empty();
    }
    boolean negated = in.peek(2) == '^';
    String name = in.substring(from + (negated ? 3 : 2), end);
    in.at(end + 2);
    RuneSet set =
        NamedSets.posix(name).orElseThrow(() -> in.error("invalid character class range", from));
    return Optional.of(negated ? folded(set).negated() : folded(set));
  }

  /** Parses {@code \d}, {@code \pL} and their like, where one is here. */
  Optional<RuneSet> parseClassEscape() {
    char letter = in.peek(1);
    if (letter == 'p' || letter == 'P') {
      return Optional.of(parseUnicode());
    }
    Optional<RuneSet> set = NamedSets.perl(Character.toLowerCase(letter));
    if (set.isEmpty()) {
      return set;
    }
    in.skip(2);
    RuneSet folded = folded(set.get());
    return Optional.of(Character.isUpperCase(letter) ? folded.negated() : folded);
  }

  private RuneSet parseUnicode() {
    int from = in.at();
    boolean negated = in.peek(1) == 'P';
    in.skip(2);
    int nameFrom = in.at();
    int nameTo;
    if (in.peek() == '{') {
      nameFrom++;
      nameTo = in.find("}", 0);
      if (nameTo < 0) {
        throw in.errorToEnd("invalid character class range", from);
      }
      in.at(nameTo + 1);
    } else {
      in.next();
      nameTo = in.at();
    }
    String name = in.substring(nameFrom, nameTo);
    if (name.startsWith("^")) {
      negated = !negated;
      name = name.substring(1);
    }
    RuneSet set =
        NamedSets.unicode(name).orElseThrow(() -> in.error("invalid character class range", from));
    return negated ? folded(set).negated() : folded(set);
  }

  /** Parses a backslash and what stands for a single rune behind it. */
  int parseRuneEscape() {
    int from = in.at();
    in.skip(1);
    if (!in.hasNext()) {
      throw new RegexSyntaxException("trailing backslash at end of expression", "");
    }
    int c = in.next();
    return switch (c) {
      case '0' -> parseOctal(0);
      case '1', '2', '3', '4', '5', '6', '7' -> {
        if (!isOctal(in.peek())) {
          throw in.error("invalid escape sequence", from);
        }
        yield parseOctal(c - '0');
      }
      case 'x' -> parseHex(from);
      case 'a' -> 0x07;
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'v' -> 0x0b;
      default -> {
        if (c >= 0x80 || (NamedSets.WORD.contains(c) && c != '_')) {
          throw in.error("invalid escape sequence", from);
        }
        yield c;
      }
    };
  }

  private int parseOctal(int firstDigit) {
    int value = firstDigit;
    for (int digits = 1; digits < 3 && isOctal(in.peek()); digits++) {
      value = value * 8 + (in.next() - '0');
    }
    return value;
  }

  private static boolean isOctal(char c) {
    return c >= '0' && c <= '7';
  }

  private int parseHex(int from) {
    if (in.peek() == '{') {
      return parseBracedHex(from);
    }
    if (!in.hasNext()) {
      throw in.error("invalid escape sequence", from);
    }
    int high = digit(in.next());
    int low = digit(in.next());
    if (high < 0 || low < 0) {
      throw in.error("invalid escape sequence", from);
    }
    return high * 16 + low;
  }

  private int parseBracedHex(int from) {
    in.skip(1);
    int value = 0;
    int digits = 0;
    for (int c = in.next(); c != '}'; c = in.next()) {
      int digit = digit(c);
      value = value * 16 + digit;
      digits++;
      if (digit < 0 || value > Character.MAX_CODE_POINT) {
        throw in.error("invalid escape sequence", from);
      }
    }
    if (digits == 0) {
      throw in.error("invalid escape sequence", from);
    }
    return value;
  }

  private static int digit(int c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }
}
