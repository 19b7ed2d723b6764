package io.meridian.promql.function;

/**
 * The order of texts in which numbers count as such: runs of digits are compared by their value,
 * what is between them by its bytes. Where only leading zeros differ the shorter text comes first.
 */
final class NaturalOrder {
  private NaturalOrder() {}

  static int compare(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() && j < b.length()) {
      int endOfA = endOfRun(a, i);
      int endOfB = endOfRun(b, j);
      int order =
          isDigit(a.charAt(i)) && isDigit(b.charAt(j))
              ? compareNumbers(a, i, endOfA, b, j, endOfB)
              : compareTexts(a, i, endOfA, b, j, endOfB);
      if (order != 0) {
        return order;
      }
      i = endOfA;
      j = endOfB;
    }
    int rest = Integer.compare(a.length() - i, b.length() - j);
    return rest != 0 ? rest : Integer.compare(a.length(), b.length());
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static int endOfRun(String text, int from) {
    boolean digits = isDigit(text.charAt(from));
    int end = from + 1;
    while (end < text.length() && isDigit(text.charAt(end)) == digits) {
      end++;
    }
    return end;
  }

  private static int compareNumbers(String a, int fromA, int toA, String b, int fromB, int toB) {
    int i = skipZeros(a, fromA, toA);
    int j = skipZeros(b, fromB, toB);
    int order = Integer.compare(toA - i, toB - j);
    return order != 0 ? order : compareTexts(a, i, toA, b, j, toB);
  }

  private static int skipZeros(String text, int from, int to) {
    int at = from;
    while (at < to && text.charAt(at) == '0') {
      at++;
    }
    return at;
  }

  /** By code points, which is the order of their UTF-8. */
  private static int compareTexts(String a, int fromA, int toA, String b, int fromB, int toB) {
    int i = fromA;
    int j = fromB;
    while (i < toA && j < toB) {
      int one = a.codePointAt(i);
      int other = b.codePointAt(j);
      if (one != other) {
        return Integer.compare(one, other);
      }
      i += Character.charCount(one);
      j += Character.charCount(other);
    }
    return Integer.compare(toA - i, toB - j);
  }
}
