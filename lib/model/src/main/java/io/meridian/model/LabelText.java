package io.meridian.model;

/**
 * Label names and values as text: bare or quoted names, and quoting by the rules of Go's {@code
 * strconv.Quote}.
 *
 * <p>A byte that belongs to no UTF-8 is, in text that must tell it, the lone surrogate U+DC00 plus
 * that byte. Nothing that is stored or sent has such; who makes labels of text asks first ({@link
 * #isUtf8}) or replaces them ({@link #utf8}).
 */
public final class LabelText {
  private LabelText() {}

  /** Appends a label name, quoted where it is not of the form {@code [a-zA-Z_][a-zA-Z0-9_]*}. */
  public static void appendName(StringBuilder text, String name) {
    if (isBareLabelName(name)) {
      text.append(name);
    } else {
      appendQuoted(text, name);
    }
  }

  /** Whether a label name can stand without quotes. */
  public static boolean isBareLabelName(String name) {
    if (name.isEmpty()) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean letter = c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean digit = c >= '0' && c <= '9';
      if (!letter && !(digit && i > 0)) {
        return false;
      }
    }
    return true;
  }

  /** What stands in text for a byte that belongs to no UTF-8. */
  public static char strayByte(int b) {
    return (char) (0xdc00 + (b & 0xff));
  }

  /** Whether no stray byte is in a text. */
  public static boolean isUtf8(String text) {
    return text.codePoints().noneMatch(LabelText::isStray);
  }

  /** A text with U+FFFD in place of stray bytes. */
  public static String utf8(String text) {
    if (isUtf8(text)) {
      return text;
    }
    StringBuilder replaced = new StringBuilder(text.length());
    text.codePoints().forEach(c -> replaced.appendCodePoint(isStray(c) ? 0xfffd : c));
    return replaced.toString();
  }

  private static boolean isStray(int c) {
    return c >= 0xdc00 && c <= 0xdfff;
  }

  /** Appends a string in double quotes, escaped as Go does it. */
  public static void appendQuoted(StringBuilder text, String value) {
    text.append('"');
    for (int i = 0; i < value.length(); ) {
      int c = value.codePointAt(i);
      i += Character.charCount(c);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        case 0x07 -> text.append("\\a");
        case '\b' -> text.append("\\b");
        case '\f' -> text.append("\\f");
        case 0x0b -> text.append("\\v");
        default -> appendRune(text, c);
      }
    }
    text.append('"');
  }

  private static void appendRune(StringBuilder text, int c) {
    if (isPrintable(c)) {
      text.appendCodePoint(c);
    } else if (c < ' ' || c == 0x7f || isStray(c)) {
      text.append(String.format("\\x%02x", c & 0xff));
    } else if (c < 0x10000) {
      text.append(String.format("\\u%04x", c));
    } else {
      text.append(String.format("\\U%08x", c));
    }
  }

  /**
   * Go's {@code unicode.IsPrint}: letters, marks, numbers, punctuation, symbols and the plain
   * space.
   */
  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> c == ' ';
      default -> true;
    };
  }
}
