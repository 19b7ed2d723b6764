package io.meridian.cli.openmetrics;

import io.meridian.model.InvalidRequestException;
import io.meridian.service.text.Utf8;
import java.nio.charset.StandardCharsets;

/** A place in a line that is being read. */
final class LineCursor {
  private final String file;
  private byte[] bytes = {};
  private int from;
  private int to;
  private long line;
  private int at;

  /** A cursor whose errors name a file. */
  LineCursor(String file) {
    this.file = file;
  }

  /** Stands at the begin of a line from now on. */
  void reset(byte[] newBytes, int newFrom, int newTo, long newLine) {
    bytes = newBytes;
    from = newFrom;
    to = newTo;
    line = newLine;
    at = newFrom;
    if (to > from && bytes[to - 1] == '\r') {
      to--;
    }
  }

  byte[] bytes() {
    return bytes;
  }

  /** The cursor's offset in {@link #bytes}. */
  int at() {
    return at;
  }

  void at(int offset) {
    at = offset;
  }

  boolean isAtEnd() {
    return at >= to;
  }

  /** The byte at the cursor; a line break at the end. */
  byte peek() {
    return at < to ? bytes[at] : (byte) '\n';
  }

  void skip(int count) {
    at += count;
  }

  /** Skips blanks; how many there were. */
  int skipBlanks() {
    int begin = at;
    while (at < to && (bytes[at] == ' ' || bytes[at] == '\t')) {
      at++;
    }
    return at - begin;
  }

  /** Skips a text if it stands at the cursor. */
  boolean skipIf(byte[] text) {
    if (to - at < text.length) {
      return false;
    }
    for (int i = 0; i < text.length; i++) {
      if (bytes[at + i] != text[i]) {
        return false;
      }
    }
    at += text.length;
    return true;
  }

  /** Skips what stands before the next blank or the end. */
  int skipWord() {
    while (at < to && bytes[at] != ' ' && bytes[at] != '\t') {
      at++;
    }
    return at;
  }

  /** Skips a name; its colons may be allowed. */
  boolean skipName(boolean mayHaveColons) {
    int begin = at;
    while (at < to && isNameByte(bytes[at], mayHaveColons, at > begin)) {
      at++;
    }
    return at > begin;
  }

  private static boolean isNameByte(byte b, boolean mayBeColon, boolean mayBeDigit) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || b == '_'
        || (b == ':' && mayBeColon)
        || (b >= '0' && b <= '9' && mayBeDigit);
  }

  /** Skips a byte that must be there. */
  void expect(char wanted, String expectation) {
    if (peek() != wanted || isAtEnd()) {
      throw error(expectation);
    }
    at++;
  }

  /** Skips a string in quotes, which must be UTF-8; the cursor stands behind the quotes. */
  void skipQuoted() {
    int begin = at;
    at++;
    while (at < to && bytes[at] != '"') {
      at += bytes[at] == '\\' ? 2 : 1;
    }
    if (at >= to) {
      at = to;
      throw error("expected a closing quote");
    }
    int invalid = Utf8.firstInvalid(bytes, begin, at);
    if (invalid >= 0) {
      at = invalid;
      throw error("expected UTF-8");
    }
    at++;
  }

  /** An error at the cursor. */
  InvalidRequestException error(String expectation) {
    return error(at, expectation);
  }

  /** An error at an offset. */
  InvalidRequestException error(int offset, String expectation) {
    int column = 1 + new String(bytes, from, offset - from, StandardCharsets.UTF_8).length();
    return new InvalidRequestException(
        file + ", line " + line + ", column " + column + ": " + expectation + ", " + found(offset));
  }

  private String found(int offset) {
    if (offset >= to) {
      return "the line ends here";
    }
    int end = offset;
    while (end < to && end - offset < 24 && bytes[end] != ' ') {
      end++;
    }
    String word = new String(bytes, offset, Math.max(1, end - offset), StandardCharsets.UTF_8);
    return "found " + (word.isBlank() ? "a blank" : word);
  }
}
