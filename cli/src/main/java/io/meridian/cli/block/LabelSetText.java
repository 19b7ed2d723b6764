package io.meridian.cli.block;

import io.meridian.model.LabelCursor;
import io.meridian.service.text.ByteText;
import io.meridian.service.text.Quoted;

/** Label sets as text: {@code {__name__="up", job="api"}}, or as an object of JSON. */
final class LabelSetText {
  private final LabelCursor label = new LabelCursor();

  /** As Prometheus prints a label set; names that are no plain identifiers are quoted. */
  void putPrometheus(ByteText out, byte[] packed, int from, int to) {
    out.put('{');
    label.reset(packed, from, to);
    for (boolean first = true; label.next(); first = false) {
      if (!first) {
        out.put(',').put(' ');
      }
      byte[] bytes = label.bytes();
      if (isIdentifier(bytes, label.nameFrom(), label.nameTo())) {
        out.put(bytes, label.nameFrom(), label.nameTo());
      } else {
        Quoted.putGo(out, bytes, label.nameFrom(), label.nameTo());
      }
      out.put('=');
      Quoted.putGo(out, bytes, label.valueFrom(), label.valueTo());
    }
    out.put('}');
  }

  private static boolean isIdentifier(byte[] name, int from, int to) {
    for (int i = from; i < to; i++) {
      byte b = name[i];
      boolean isLetter = b == '_' || (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
      boolean isDigit = b >= '0' && b <= '9';
      if (!isLetter && !(isDigit && i > from)) {
        return false;
      }
    }
    return to > from;
  }

  /** As JSON, names in the order of the set. */
  void putJson(ByteText out, byte[] packed, int from, int to) {
    out.put('{');
    label.reset(packed, from, to);
    for (boolean first = true; label.next(); first = false) {
      if (!first) {
        out.put(',');
      }
      Quoted.putJson(out, label.bytes(), label.nameFrom(), label.nameTo());
      out.put(':');
      Quoted.putJson(out, label.bytes(), label.valueFrom(), label.valueTo());
    }
    out.put('}');
  }
}
