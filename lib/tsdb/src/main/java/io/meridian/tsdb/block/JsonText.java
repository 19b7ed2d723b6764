package io.meridian.tsdb.block;

import java.util.Iterator;
import java.util.Map;

/**
 * Writes JSON to the letter as Go's encoder does, which wrote every meta.json there is: indented by
 * tabs or not at all, empty lists and objects on one line, and in texts {@code < > &}, U+2028 and
 * U+2029 escaped.
 */
final class JsonText {
  private final StringBuilder out = new StringBuilder();
  private final boolean indented;

  private JsonText(boolean indented) {
    this.indented = indented;
  }

  /** A value with each part on a line of its own, indented by tabs. */
  static String indented(Json value) {
    JsonText text = new JsonText(true);
    text.append(value, 0);
    return text.out.toString();
  }

  /** A value without white space. */
  static String compact(Json value) {
    JsonText text = new JsonText(false);
    text.append(value, 0);
    return text.out.toString();
  }

  private void append(Json value, int depth) {
    switch (value) {
      case Json.Text text -> appendQuoted(text.value());
      case Json.Num number -> out.append(number.text());
      case Json.Bool bool -> out.append(bool.value());
      case Json.Null ignored -> out.append("null");
      case Json.Array array -> appendArray(array, depth);
      case Json.Fields fields -> appendFields(fields, depth);
    }
  }

  private void appendArray(Json.Array array, int depth) {
    out.append('[');
    Iterator<Json> values = array.values().iterator();
    while (values.hasNext()) {
      newLine(depth + 1);
      append(values.next(), depth + 1);
      out.append(values.hasNext() ? "," : "");
    }
    if (!array.values().isEmpty()) {
      newLine(depth);
    }
    out.append(']');
  }

  private void appendFields(Json.Fields fields, int depth) {
    out.append('{');
    Iterator<Map.Entry<String, Json>> entries = fields.values().entrySet().iterator();
    while (entries.hasNext()) {
      Map.Entry<String, Json> entry = entries.next();
      newLine(depth + 1);
      appendQuoted(entry.getKey());
      out.append(indented ? ": " : ":");
      append(entry.getValue(), depth + 1);
      out.append(entries.hasNext() ? "," : "");
    }
    if (!fields.values().isEmpty()) {
      newLine(depth);
    }
    out.append('}');
  }

  private void newLine(int depth) {
    if (indented) {
      out.append('\n').repeat('\t', depth);
    }
  }

  private void appendQuoted(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '<', '>', '&', '\u2028', '\u2029' -> appendEscape(c);
        default -> {
          if (c < ' ') {
            appendEscape(c);
          } else if (isLoneSurrogate(text, i)) {
            appendEscape('\ufffd');
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private static boolean isLoneSurrogate(String text, int at) {
    char c = text.charAt(at);
    if (Character.isHighSurrogate(c)) {
      return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
    }
    return Character.isLowSurrogate(c)
        && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
  }

  private void appendEscape(char c) {
    out.append("\\u").append(String.format("%04x", (int) c));
  }
}
