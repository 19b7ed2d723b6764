package io.meridian.querier.api;

/**
 * Names of labels that are escaped as Prometheus' clients do where a path has no place for all
 * characters: {@code U__} before the name, {@code __} for an underscore, {@code _1f600_} for a
 * character by its hexadecimal number. What begins so and goes on otherwise stands for itself.
 */
final class EscapedName {
  private static final String PREFIX = "U__";
  private static final int MOST_DIGITS = 6;

  private EscapedName() {}

  static String of(String name) {
    if (!name.startsWith(PREFIX)) {
      return name;
    }
    StringBuilder text = new StringBuilder();
    int at = PREFIX.length();
    while (at < name.length()) {
      char c = name.charAt(at);
      if (c != '_') {
        text.append(c);
        at++;
      } else if (name.startsWith("__", at)) {
        text.append('_');
        at += 2;
      } else {
        int end = name.indexOf('_', at + 1);
        int character = end < 0 ? -1 : character(name, at + 1, end);
        if (character < 0) {
          return name;
        }
        text.appendCodePoint(character);
        at = end + 1;
      }
    }
    return text.toString();
  }

  private static int character(String name, int from, int to) {
    if (to == from || to - from > MOST_DIGITS) {
      return -1;
    }
    int number = 0;
    for (int i = from; i < to; i++) {
      int digit = Character.digit(name.charAt(i), 16);
      if (digit < 0) {
        return -1;
      }
      number = number << 4 | digit;
    }
    boolean valid =
        number <= Character.MAX_CODE_POINT
            && !(number >= Character.MIN_SURROGATE && number <= Character.MAX_SURROGATE);
    return valid ? number : -1;
  }
}
