package io.meridian.tsdb.ingest;

import io.meridian.model.InvalidRequestException;
import java.nio.charset.StandardCharsets;

/** Labels that may be wrong, for messages: {@code {name="value", …}}. */
final class LabelText {
  private static final int LONGEST = 1000;

  private LabelText() {}

  static String of(byte[] bytes, int from, int to) {
    StringBuilder text = new StringBuilder("{");
    try {
      WireFields fields = new WireFields();
      fields.reset(bytes, from, to);
      while (fields.next() && text.length() < LONGEST) {
        text.append(text.length() == 1 ? "" : ", ");
        int outer = fields.enter();
        while (fields.next()) {
          int length = fields.skipBytes();
          String part =
              new String(bytes, fields.position() - length, length, StandardCharsets.UTF_8);
          text.append(fields.field() == 1 ? part + "=" : "\"" + part + "\"");
        }
        fields.leave(outer);
      }
    } catch (InvalidRequestException e) {
      text.append(" undecodable");
    }
    return text.length() > LONGEST
        ? text.substring(0, LONGEST) + "…}"
        : text.append('}').toString();
  }
}
