package io.meridian.promql.syntax;

import java.nio.charset.StandardCharsets;

/** A query's text and its places. */
public final class QueryText {
  private final String text;
  private final byte[] bytes;

  private QueryText(String text) {
    this.text = text;
    this.bytes = text.getBytes(StandardCharsets.UTF_8);
  }

  public static QueryText of(String text) {
    return new QueryText(text);
  }

  /** Line and column where a piece begins, as {@code 1:5}; columns count bytes. */
  public String place(SourceRange range) {
    if (bytes.length == 0) {
      return "unknown position";
    }
    int start = range.start();
    if (start < 0 || start > bytes.length) {
      return "invalid position";
    }
    int line = 1;
    int lastBreak = -1;
    for (int i = 0; i < start; i++) {
      if (bytes[i] == '\n') {
        lastBreak = i;
        line++;
      }
    }
    return line + ":" + (start - lastBreak);
  }

  int length() {
    return bytes.length;
  }

  /** A byte, unsigned. */
  int at(int index) {
    return bytes[index] & 0xff;
  }

  /** The text between two offsets. */
  String between(int start, int end) {
    return new String(bytes, start, end - start, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return text;
  }
}
