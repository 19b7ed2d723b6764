package io.meridian.promql.script;

import io.meridian.model.InvalidRequestException;

/** A place in a line of text, and what may be asked of what follows it. */
final class TextCursor {
  private final String text;
  private int at;

  TextCursor(String text) {
    this.text = text;
  }

  boolean atEnd() {
    return at >= text.length();
  }

  int position() {
    return at;
  }

  void position(int to) {
    at = to;
  }

  /** The next character, or 0 at the end. */
  char peek() {
    return atEnd() ? '\0' : text.charAt(at);
  }

  char next() {
    char c = peek();
    at++;
    return c;
  }

  boolean startsWith(String prefix) {
    return text.startsWith(prefix, at);
  }

  /** Goes past a string if it comes next. */
  boolean accept(String wanted) {
    if (!startsWith(wanted)) {
      return false;
    }
    at += wanted.length();
    return true;
  }

  void expect(String wanted) {
    if (!accept(wanted)) {
      throw unexpected("\"" + wanted + "\"");
    }
  }

  /** Goes past blanks; says whether there were any. */
  boolean skipBlanks() {
    int from = at;
    while (!atEnd() && Character.isWhitespace(peek())) {
      at++;
    }
    return at > from;
  }

  /** What lies between a place and here. */
  String since(int from) {
    return text.substring(from, at);
  }

  /** A run of ASCII letters, perhaps empty. */
  String letters() {
    int from = at;
    while ((peek() >= 'a' && peek() <= 'z') || (peek() >= 'A' && peek() <= 'Z')) {
      at++;
    }
    return since(from);
  }

  /** A run of ASCII digits, perhaps empty. */
  String digits() {
    int from = at;
    while (peek() >= '0' && peek() <= '9') {
      at++;
    }
    return since(from);
  }

  InvalidRequestException unexpected(String wanted) {
    String found =
        atEnd() ? "the end" : "\"" + text.substring(at, Math.min(text.length(), at + 20)) + "\"";
    return new InvalidRequestException(
        "column " + (at + 1) + ": expected " + wanted + ", found " + found);
  }
}
