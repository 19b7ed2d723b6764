package io.meridian.promql.syntax;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as Go's {@code strconv} reads them: integers of any base first, else decimal floats. */
final class NumberText {
  private static final Pattern INTEGER =
      Pattern.compile(
          "0[xX](?<hex>(?:_?[0-9a-fA-F])+)|(?<octal>0(?:_?[0-7])+)|(?<plain>0|[1-9](?:_?[0-9])*)");
  private static final Pattern FLOAT =
      Pattern.compile(
          "(?:[0-9](?:_?[0-9])*)?(?:\\.(?:[0-9](?:_?[0-9])*)?)?(?:[eE][+-]?[0-9](?:_?[0-9])*)?");
  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

  private NumberText() {}

  /**
   * The value of a text.
   *
   * @throws IllegalArgumentException with Go's message if it has none
   */
  static double parse(String text) {
    Matcher integer = INTEGER.matcher(text);
    if (integer.matches()) {
      BigInteger value = integer(integer);
      if (value.compareTo(MOST) <= 0) {
        return value.longValueExact();
      }
    }
    if (text.equalsIgnoreCase("inf")) {
      return Double.POSITIVE_INFINITY;
    }
    if (text.equalsIgnoreCase("nan")) {
      return Double.NaN;
    }
    if (!FLOAT.matcher(text).matches() || text.startsWith("e") || text.startsWith(".e")) {
      throw unreadable(text, "invalid syntax");
    }
    double value = Double.parseDouble(text.replace("_", ""));
    if (Double.isInfinite(value)) {
      throw unreadable(text, "value out of range");
    }
    return value;
  }

  private static BigInteger integer(Matcher matched) {
    String hex = matched.group("hex");
    if (hex != null) {
      return new BigInteger(hex.replace("_", ""), 16);
    }
    String octal = matched.group("octal");
    if (octal != null) {
      return new BigInteger(octal.replace("_", ""), 8);
    }
    return new BigInteger(matched.group("plain").replace("_", ""));
  }

  private static IllegalArgumentException unreadable(String text, String why) {
    return new IllegalArgumentException(
        "error parsing number: strconv.ParseFloat: parsing " + GoText.quoted(text) + ": " + why);
  }
}
