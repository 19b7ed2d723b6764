package io.meridian.model.regex;

import java.util.random.RandomGenerator;

/**
 * Makes regular expressions and values that have a chance to match them, over few runes of every
 * kind.
 */
final class RandomRegex {
  private static final String[] RUNES = {
    "a", "b", "c", "k", "S", "foo", "bar", "-", "_", "0", "7", "é", "ſ", "\u212a", "σ", "ς", "€",
    "😀", "ß", "\n", " ", "\ufffd"
  };
  private static final String[] SETS = {
    ".",
    "[ab]",
    "[^a]",
    "[a-f]",
    "[^\\n]",
    "\\d",
    "\\D",
    "\\w",
    "\\W",
    "\\s",
    "[[:alpha:]]",
    "[[:^lower:]]",
    "[é-ſ]",
    "[\\w-]",
    "\\pL",
    "\\p{Greek}",
    "\\PN",
    "[kß😀]",
    "[^\\W]",
    "[\\x{1F600}-\\x{1F64F}]",
    "[a-c0-9_]"
  };
  private static final String[] PLACES = {"^", "$", "\\A", "\\z", "\\b", "\\B", "(?m:^)", "(?m:$)"};
  private static final String[] REPEATS = {
    "*", "+", "?", "*?", "+?", "{2}", "{0,2}", "{1,3}", "{2,}", "{0}", "{1}", "{0,}"
  };
  private static final String SYNTAX = "()[]{}|*+?.^$\\-,:<>P=!#&~'imsUabdwzQEpLx0127AB \né";

  private final RandomGenerator random;
  private final boolean places;

  /**
   * A generator.
   *
   * @param places whether expressions have conditions on places, such as {@code \b}
   */
  RandomRegex(RandomGenerator random, boolean places) {
    this.random = random;
    this.places = places;
  }

  /** An expression that parses. */
  String expression() {
    return expression(1 + random.nextInt(4));
  }

  private String expression(int depth) {
    int kind = depth == 0 ? random.nextInt(3) : random.nextInt(10);
    return switch (kind) {
      case 0, 1 -> quoted(pick(RUNES));
      case 2 -> random.nextInt(4) == 0 ? ".*" : pick(SETS);
      case 3, 4, 5 -> expression(depth - 1) + expression(depth - 1);
      case 6 -> "(" + expression(depth - 1) + "|" + expression(depth - 1) + ")";
      case 7 -> "(?:" + expression(depth - 1) + ")" + pick(REPEATS);
      case 8 -> group(depth);
      default -> places ? pick(PLACES) : expression(depth - 1);
    };
  }

  private String group(int depth) {
    String inside = expression(depth - 1);
    return switch (random.nextInt(6)) {
      case 0 -> "(?i:" + inside + ")";
      case 1 -> "(?-s:" + inside + ")";
      case 2 -> inside + "|" + expression(depth - 1);
      case 3 -> "(" + inside + "|)";
      case 4 -> ".*" + inside + ".*";
      default -> inside + ".+";
    };
  }

  /** Characters that matter to the syntax in any order; most of it does not parse. */
  String syntax() {
    StringBuilder text = new StringBuilder();
    for (int i = 1 + random.nextInt(9); i > 0; i--) {
      int at = random.nextInt(SYNTAX.length());
      text.append(random.nextInt(12) == 0 ? pick(SETS) : SYNTAX.substring(at, at + 1));
    }
    return text.toString();
  }

  /** A value of any runes. */
  String value() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      text.append(pick(RUNES));
    }
    return text.toString();
  }

  /** A value that an expression matches, but for conditions on places, or no longer quite. */
  String value(Node node) {
    StringBuilder text = new StringBuilder();
    append(node, text);
    if (random.nextInt(3) == 0 && !text.isEmpty()) {
      int at = random.nextInt(text.length());
      at = Character.isLowSurrogate(text.charAt(at)) ? at - 1 : at;
      int end = at + Character.charCount(text.codePointAt(at));
      text.replace(at, end, random.nextBoolean() ? "" : pick(RUNES));
    }
    return text.toString();
  }

  private void append(Node node, StringBuilder text) {
    if (text.length() > 200) {
      return;
    }
    switch (node) {
      case Node.Text(String runes) -> text.append(runes);
      case Node.Chars(RuneSet set) -> append(set, text);
      case Node.Sequence(var parts) -> parts.forEach(part -> append(part, text));
      case Node.Choice(var alternatives) ->
          append(alternatives.get(random.nextInt(alternatives.size())), text);
      case Node.Repeat repeat -> {
        int most = repeat.max() == Node.Repeat.FOREVER ? repeat.min() + 3 : repeat.max();
        for (int i = random.nextInt(repeat.min(), most + 1); i > 0; i--) {
          append(repeat.body(), text);
        }
      }
      case Node.Place place -> {
        if (random.nextInt(3) == 0) {
          text.append('\n');
        }
      }
    }
  }

  private void append(RuneSet set, StringBuilder text) {
    if (set.isEmpty() || set.first(0) > Character.MAX_CODE_POINT) {
      return;
    }
    for (int i = 0; i < 4; i++) {
      int known = pick(RUNES).codePointAt(0);
      if (set.contains(known)) {
        text.appendCodePoint(known);
        return;
      }
    }
    int range = random.nextInt(set.rangeCount());
    int last = Math.min(set.last(range), Character.MAX_CODE_POINT);
    int rune = random.nextInt(set.first(range), last + 1);
    // Elsewhere versions of Unicode differ.
    if (rune < 0x180 || (rune >= 0x1f600 && rune < 0x1f640)) {
      text.appendCodePoint(rune);
    }
  }

  private String pick(String[] from) {
    return from[random.nextInt(from.length)];
  }

  private static String quoted(String rune) {
    return rune.equals("-") ? "\\-" : rune;
  }
}
