package io.meridian.promql.script;

import io.meridian.model.Labels;
import io.meridian.model.LabelsBuilder;

/** Label sets in PromQL's form: {@code name{label="value"}}, {@code {"utf8 name","l.x"="v"}}. */
final class MetricText {
  private MetricText() {}

  /** Reads a label set and leaves the cursor behind it. */
  static Labels read(TextCursor cursor) {
    LabelsBuilder labels = new LabelsBuilder();
    String name = identifier(cursor, true);
    if (!name.isEmpty()) {
      labels.set(Labels.METRIC_NAME, name);
    } else if (cursor.peek() != '{') {
      throw cursor.unexpected("a metric");
    }
    int before = cursor.position();
    cursor.skipBlanks();
    if (cursor.peek() != '{' || cursor.startsWith("{{")) {
      cursor.position(before);
      return labels.build();
    }
    cursor.next();
    braces(cursor, labels);
    return labels.build();
  }

  private static void braces(TextCursor cursor, LabelsBuilder labels) {
    cursor.skipBlanks();
    while (!cursor.accept("}")) {
      label(cursor, labels);
      cursor.skipBlanks();
      if (!cursor.accept(",") && cursor.peek() != '}') {
        throw cursor.unexpected("\",\" or \"}\"");
      }
      cursor.skipBlanks();
    }
  }

  private static void label(TextCursor cursor, LabelsBuilder labels) {
    boolean quoted = QuotedText.begins(cursor);
    String name = quoted ? QuotedText.read(cursor) : identifier(cursor, false);
    if (name.isEmpty()) {
      throw cursor.unexpected("a label");
    }
    cursor.skipBlanks();
    if (quoted && cursor.peek() != '=') {
      labels.set(Labels.METRIC_NAME, name);
      return;
    }
    cursor.expect("=");
    cursor.skipBlanks();
    if (!QuotedText.begins(cursor)) {
      throw cursor.unexpected("a value in quotes");
    }
    labels.set(name, QuotedText.read(cursor));
  }

  private static String identifier(TextCursor cursor, boolean colons) {
    int from = cursor.position();
    while (isPart(cursor.peek(), colons)
        && !(from == cursor.position() && isDigit(cursor.peek()))) {
      cursor.next();
    }
    return cursor.since(from);
  }

  private static boolean isPart(char c, boolean colons) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || c == '_'
        || (colons && c == ':')
        || isDigit(c);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
