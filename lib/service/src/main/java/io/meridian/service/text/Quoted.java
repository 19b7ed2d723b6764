package io.meridian.service.text;

import java.nio.charset.StandardCharsets;

/** Writes strings that are UTF-8, or should be, in double quotes. */
public final class Quoted {
  private static final byte[] REPLACEMENT = "\ufffd".getBytes(StandardCharsets.UTF_8);
  private static final String ESCAPED = "\u0007\b\t\n\u000b\f\r\"\\";
  private static final String ESCAPES = "abtnvfr\"\\";

  private Quoted() {}

  /**
   * As Go's {@code strconv.Quote} does: what cannot be printed is escaped, bytes that are no UTF-8
   * as {@code \xff}.
   */
  public static void putGo(ByteText out, byte[] bytes, int from, int to) {
    out.put('"');
    int plain = from;
    int at = from;
    while (at < to) {
      int b = bytes[at];
      if (b >= ' ' && b != '"' && b != '\\' && b != 0x7f) {
        at++;
        continue;
      }
      int rune = Utf8.rune(bytes, at, to);
      int next = at + Utf8.length(rune);
      if (b >= 0 || rune < 0 || !isPrintable(rune)) {
        out.put(bytes, plain, at);
        escape(out, rune, bytes[at]);
        plain = next;
      }
      at = next;
    }
    out.put(bytes, plain, to).put('"');
  }

  private static void escape(ByteText out, int rune, byte first) {
    int known = rune < 0 ? -1 : ESCAPED.indexOf(rune);
    if (known >= 0) {
      out.put('\\').put(ESCAPES.charAt(known));
    } else if (rune < ' ' || rune == 0x7f) {
      out.put("\\x").putHexByte(first);
    } else if (rune < 0x10000) {
      putCodePoint(out.put("\\u"), rune, 8);
    } else {
      putCodePoint(out.put("\\U"), rune, 24);
    }
  }

  private static void putCodePoint(ByteText out, int rune, int topShift) {
    for (int shift = topShift; shift >= 0; shift -= 8) {
      out.putHexByte((byte) (rune >> shift));
    }
  }

  /** Go's {@code strconv.IsPrint}, for characters beyond ASCII. */
  private static boolean isPrintable(int rune) {
    return switch (Character.getType(rune)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /**
   * As JSON: quotes, backslashes and control characters are escaped, the latter as {@code \}{@code
   * u000a}; bytes that are no UTF-8 become U+FFFD.
   */
  public static void putJson(ByteText out, byte[] bytes, int from, int to) {
    out.put('"');
    int plain = from;
    int at = from;
    while (at < to) {
      int b = bytes[at];
      if (b >= ' ' && b != '"' && b != '\\') {
        at++;
        continue;
      }
      int rune = Utf8.rune(bytes, at, to);
      int next = at + Utf8.length(rune);
      if (b >= 0 || rune < 0) {
        out.put(bytes, plain, at);
        if (rune < 0) {
          out.put(REPLACEMENT, 0, REPLACEMENT.length);
        } else if (rune < ' ') {
          putCodePoint(out.put("\\u"), rune, 8);
        } else {
          out.put('\\').put((char) rune);
        }
        plain = next;
      }
      at = next;
    }
    out.put(bytes, plain, to).put('"');
  }

  /** Text as JSON. */
  public static void putJson(ByteText out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    putJson(out, bytes, 0, bytes.length);
  }
}
