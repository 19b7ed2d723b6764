package io.meridian.model.regex;

/** A text with references to groups; see {@link SubmatchPattern#expand}. */
final class SubmatchTemplate {
  private static final long HIGHEST = 100_000_000;

  private final String template;
  private final SubmatchProgram program;
  private final StringBuilder text = new StringBuilder();
  private int at;

  SubmatchTemplate(String template, SubmatchProgram program) {
    this.template = template;
    this.program = program;
  }

  /**
   * Replaces the references.
   *
   * @param match begin and end of each group
   */
  String expand(String value, int[] match) {
    while (at < template.length()) {
      int dollar = template.indexOf('$', at);
      text.append(template, at, dollar < 0 ? template.length() : dollar);
      if (dollar < 0) {
        break;
      }
      at = dollar + 1;
      if (template.startsWith("$", at)) {
        text.append('$');
        at++;
      } else {
        appendReference(value, match);
      }
    }
    return text.toString();
  }

  /** What is no reference stands for itself. */
  private void appendReference(String value, int[] match) {
    boolean braces = template.startsWith("{", at);
    int from = at + (braces ? 1 : 0);
    int to = from;
    while (to < template.length() && isNameRune(template.codePointAt(to))) {
      to += Character.charCount(template.codePointAt(to));
    }
    if (to == from || (braces && !template.startsWith("}", to))) {
      text.append('$');
      return;
    }
    at = to + (braces ? 1 : 0);
    int group = group(template.substring(from, to));
    if (group >= 0 && 2L * group + 1 < match.length && match[2 * group] >= 0) {
      text.append(value, match[2 * group], match[2 * group + 1]);
    }
  }

  private static boolean isNameRune(int rune) {
    return rune == '_'
        || Character.isLetter(rune)
        || Character.getType(rune) == Character.DECIMAL_DIGIT_NUMBER;
  }

  /** The number that a name is, or else that of the group that has it. */
  private int group(String name) {
    long number = 0;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < '0' || c > '9' || number >= HIGHEST || (name.charAt(0) == '0' && i > 0)) {
        return program.group(name);
      }
      number = number * 10 + c - '0';
    }
    return (int) Math.min(number, Integer.MAX_VALUE / 4);
  }
}
