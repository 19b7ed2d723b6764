package io.meridian.tsdb.ingest;

import io.meridian.model.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Labels that may be wrong as text: for messages, {@code metric{name="value", …}}, and one by one.
 */
final class LabelText {
  private static final int LONGEST = 1000;
  private static final byte[] NAME = "__name__".getBytes(StandardCharsets.UTF_8);

  private LabelText() {}

  static String of(byte[] bytes, int from, int to) {
    StringBuilder text = new StringBuilder();
    String metric = value(bytes, from, to, NAME);
    try {
      WireFields fields = new WireFields();
      fields.reset(bytes, from, to);
      while (fields.next() && text.length() < LONGEST) {
        String label = label(bytes, fields);
        if (!label.startsWith("__name__=")) {
          text.append(text.isEmpty() ? "" : ", ").append(label);
        }
      }
    } catch (InvalidRequestException e) {
      text.append(text.isEmpty() ? "" : " ").append("undecodable");
    }
    if (text.length() > LONGEST) {
      text.setLength(LONGEST);
      text.append('…');
    }
    String name = metric.length() > LONGEST ? metric.substring(0, LONGEST) + "…" : metric;
    return text.isEmpty() && !name.isEmpty() ? name : name + "{" + text + "}";
  }

  private static String label(byte[] bytes, WireFields fields) {
    StringBuilder label = new StringBuilder();
    int outer = fields.enter();
    while (fields.next()) {
      int length = fields.skipBytes();
      String part = new String(bytes, fields.position() - length, length, StandardCharsets.UTF_8);
      label.append(fields.field() == 1 ? part + "=" : "\"" + part + "\"");
    }
    fields.leave(outer);
    return label.toString();
  }

  /** The value of a label; empty if there is none, or the labels cannot be decoded. */
  static String value(byte[] bytes, int from, int to, byte[] name) {
    try {
      WireFields fields = new WireFields();
      fields.reset(bytes, from, to);
      while (fields.next()) {
        int outer = fields.enter();
        boolean found = false;
        while (fields.next()) {
          int length = fields.skipBytes();
          int at = fields.position() - length;
          if (fields.field() == 1) {
            found = Arrays.equals(bytes, at, at + length, name, 0, name.length);
          } else if (found) {
            return new String(bytes, at, length, StandardCharsets.UTF_8);
          }
        }
        fields.leave(outer);
      }
    } catch (InvalidRequestException e) {
      // whoever appends the series says so
    }
    return "";
  }
}
