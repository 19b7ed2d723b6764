package io.meridian.promql.syntax;

import java.util.Comparator;

/** Strings in the order of their UTF-8 bytes, which is that of their code points. */
final class CodePoints {
  static final Comparator<String> ORDER = CodePoints::compare;

  private CodePoints() {}

  private static int compare(String first, String second) {
    int common = Math.min(first.length(), second.length());
    for (int i = 0; i < common; i++) {
      if (first.charAt(i) != second.charAt(i)) {
        return Integer.compare(first.codePointAt(i), second.codePointAt(i));
      }
    }
    return Integer.compare(first.length(), second.length());
  }
}
