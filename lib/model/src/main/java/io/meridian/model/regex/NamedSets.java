package io.meridian.model.regex;

import java.lang.Character.UnicodeScript;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sets of runes by name: {@code \d}, {@code [:alpha:]}, {@code \p{Greek}}. Names of Unicode
 * categories and scripts are found whatever their case, spaces, hyphens and underscores, as Go
 * finds them since 1.25. The tables are those of the Java runtime, whose Unicode version may be
 * newer than Go's.
 */
final class NamedSets {
  private static final RuneSet DIGIT = RuneSet.ofRange('0', '9');
  private static final RuneSet LOWER = RuneSet.ofRange('a', 'z');
  private static final RuneSet UPPER = RuneSet.ofRange('A', 'Z');
  private static final RuneSet ALPHA = LOWER.or(UPPER);
  private static final RuneSet ALNUM = ALPHA.or(DIGIT);
  private static final RuneSet GRAPH = RuneSet.ofRange('!', '~');
  private static final RuneSet PUNCT =
      RuneSet.ofRange('!', '/')
          .or(RuneSet.ofRange(':', '@'))
          .or(RuneSet.ofRange('[', '`'))
          .or(RuneSet.ofRange('{', '~'));
  private static final RuneSet SPACE =
      RuneSet.ofRange('\t', '\n').or(RuneSet.ofRange('\f', '\r')).or(RuneSet.of(' '));
  static final RuneSet WORD = ALNUM.or(RuneSet.of('_'));

  private static final Map<String, RuneSet> POSIX =
      Map.ofEntries(
          Map.entry("alnum", ALNUM),
          Map.entry("alpha", ALPHA),
          Map.entry("ascii", RuneSet.ofRange(0, 0x7f)),
          Map.entry("blank", RuneSet.of('\t').or(RuneSet.of(' '))),
          Map.entry("cntrl", RuneSet.ofRange(0, 0x1f).or(RuneSet.of(0x7f))),
          Map.entry("digit", DIGIT),
          Map.entry("graph", GRAPH),
          Map.entry("lower", LOWER),
          Map.entry("print", GRAPH.or(RuneSet.of(' '))),
          Map.entry("punct", PUNCT),
          Map.entry("space", SPACE.or(RuneSet.of(0x0b))),
          Map.entry("upper", UPPER),
          Map.entry("word", WORD),
          Map.entry("xdigit", DIGIT.or(RuneSet.ofRange('A', 'F')).or(RuneSet.ofRange('a', 'f'))));

  /**
   * Bits of {@link Character#getType} by the names of general categories, as {@link #plain} writes
   * them.
   */
  private static final Map<String, Integer> CATEGORIES = new ConcurrentHashMap<>();

  private static final Map<String, Optional<RuneSet>> UNICODE = new ConcurrentHashMap<>();

  static {
    category(Character.CONTROL, "cc", "control", "cntrl", "c", "other");
    category(Character.FORMAT, "cf", "format", "c", "other");
    category(Character.UNASSIGNED, "cn", "unassigned", "c", "other");
    category(Character.PRIVATE_USE, "co", "privateuse", "c", "other");
    category(Character.SURROGATE, "cs", "surrogate", "c", "other");
    category(
        Character.LOWERCASE_LETTER, "ll", "lowercaseletter", "l", "letter", "lc", "casedletter");
    category(
        Character.TITLECASE_LETTER, "lt", "titlecaseletter", "l", "letter", "lc", "casedletter");
    category(
        Character.UPPERCASE_LETTER, "lu", "uppercaseletter", "l", "letter", "lc", "casedletter");
    category(Character.MODIFIER_LETTER, "lm", "modifierletter", "l", "letter");
    category(Character.OTHER_LETTER, "lo", "otherletter", "l", "letter");
    category(Character.COMBINING_SPACING_MARK, "mc", "spacingmark", "m", "mark", "combiningmark");
    category(Character.ENCLOSING_MARK, "me", "enclosingmark", "m", "mark", "combiningmark");
    category(Character.NON_SPACING_MARK, "mn", "nonspacingmark", "m", "mark", "combiningmark");
    category(Character.DECIMAL_DIGIT_NUMBER, "nd", "decimalnumber", "digit", "n", "number");
    category(Character.LETTER_NUMBER, "nl", "letternumber", "n", "number");
    category(Character.OTHER_NUMBER, "no", "othernumber", "n", "number");
    category(
        Character.CONNECTOR_PUNCTUATION, "pc", "connectorpunctuation", "p", "punctuation", "punct");
    category(Character.DASH_PUNCTUATION, "pd", "dashpunctuation", "p", "punctuation", "punct");
    category(Character.END_PUNCTUATION, "pe", "closepunctuation", "p", "punctuation", "punct");
    category(
        Character.FINAL_QUOTE_PUNCTUATION, "pf", "finalpunctuation", "p", "punctuation", "punct");
    category(
        Character.INITIAL_QUOTE_PUNCTUATION,
        "pi",
        "initialpunctuation",
        "p",
        "punctuation",
        "punct");
    category(Character.OTHER_PUNCTUATION, "po", "otherpunctuation", "p", "punctuation", "punct");
    category(Character.START_PUNCTUATION, "ps", "openpunctuation", "p", "punctuation", "punct");
    category(Character.CURRENCY_SYMBOL, "sc", "currencysymbol", "s", "symbol");
    category(Character.MODIFIER_SYMBOL, "sk", "modifiersymbol", "s", "symbol");
    category(Character.MATH_SYMBOL, "sm", "mathsymbol", "s", "symbol");
    category(Character.OTHER_SYMBOL, "so", "othersymbol", "s", "symbol");
    category(Character.LINE_SEPARATOR, "zl", "lineseparator", "z", "separator");
    category(Character.PARAGRAPH_SEPARATOR, "zp", "paragraphseparator", "z", "separator");
    category(Character.SPACE_SEPARATOR, "zs", "spaceseparator", "z", "separator");
  }

  private NamedSets() {}

  private static void category(byte type, String... names) {
    for (String name : names) {
      CATEGORIES.merge(name, 1 << type, (a, b) -> a | b);
    }
  }

  /** The set of {@code \d}, {@code \s} or {@code \w}, by its letter. */
  static Optional<RuneSet> perl(char letter) {
    return switch (letter) {
      case 'd' -> Optional.of(DIGIT);
      case 's' -> Optional.of(SPACE);
      case 'w' -> Optional.of(WORD);
      default -> Optional.empty();
    };
  }

  /** The set of {@code [:name:]}. */
  static Optional<RuneSet> posix(String name) {
    return Optional.ofNullable(POSIX.get(name));
  }

  /** The set of {@code \p{name}}. */
  static Optional<RuneSet> unicode(String name) {
    String plain = plain(name);
    Optional<RuneSet> known = UNICODE.get(plain);
    if (known == null) {
      known = makeUnicode(plain);
      if (known.isPresent()) {
        UNICODE.put(plain, known);
      }
    }
    return known;
  }

  private static Optional<RuneSet> makeUnicode(String plain) {
    switch (plain) {
      case "any" -> {
        return Optional.of(RuneSet.ANY);
      }
      case "ascii" -> {
        return posix("ascii");
      }
      case "assigned" -> {
        return Optional.of(RuneSet.where(Character::isDefined));
      }
      default -> {
        // A category or a script.
      }
    }
    Integer types = CATEGORIES.get(plain);
    if (types != null) {
      int bits = types;
      return Optional.of(RuneSet.where(rune -> (bits >> Character.getType(rune) & 1) != 0));
    }
    for (UnicodeScript script : UnicodeScript.values()) {
      if (plain(script.name()).equals(plain) && script != UnicodeScript.UNKNOWN) {
        return Optional.of(RuneSet.where(rune -> UnicodeScript.of(rune) == script));
      }
    }
    return Optional.empty();
  }

  private static String plain(String name) {
    return name.replace("_", "").replace("-", "").replace(" ", "").toLowerCase(Locale.ROOT);
  }
}
