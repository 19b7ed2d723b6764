package io.meridian.promql.syntax;

import io.meridian.model.LabelText;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Values as Go's {@code fmt} and {@code strconv} write them into messages and queries. */
final class GoText {

  private GoText() {}

  /** A string in double quotes ({@code %q}). */
  static String quoted(String value) {
    StringBuilder text = new StringBuilder(value.length() + 2);
    LabelText.appendQuoted(text, value);
    return text.toString();
  }

  /** A character in single quotes ({@code %q}); one that is none is the replacement character. */
  static String quotedRune(int rune) {
    if (rune == '\'') {
      return "'\\''";
    }
    if (rune == '"') {
      return "'\"'";
    }
    String value = Character.toString(rune < 0 ? 0xfffd : rune);
    String quoted = quoted(value);
    return "'" + quoted.substring(1, quoted.length() - 1) + "'";
  }

  /** A character by number and as it is ({@code %#U}). */
  static String numberedRune(int rune) {
    String quoted = quotedRune(rune);
    String number = "U+%04X".formatted(rune);
    return quoted.startsWith("'\\") && rune != '\'' && rune != '\\'
        ? number
        : number + " '" + Character.toString(rune) + "'";
  }

  /** A number without exponent ({@code strconv.FormatFloat(v, 'f', -1, 64)}). */
  static String plain(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }

  /** A number with so many digits behind the point ({@code %.nf}). */
  static String fixed(double value, int digits) {
    return Double.isFinite(value)
        ? new BigDecimal(value).setScale(digits, RoundingMode.HALF_EVEN).toPlainString()
        : plain(value);
  }

  /** A number in its shortest form ({@code %v}): with an exponent below 1e-4 and from 1e21 on. */
  static String shortest(double value) {
    double magnitude = Math.abs(value);
    if (value == 0 || !Double.isFinite(value) || (magnitude >= 1e-4 && magnitude < 1e21)) {
      return plain(value);
    }
    BigDecimal digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    String unscaled = digits.unscaledValue().abs().toString();
    int exponent = unscaled.length() - 1 - digits.scale();
    String fraction = unscaled.length() == 1 ? "" : "." + unscaled.substring(1);
    return "%s%s%se%s%02d"
        .formatted(
            value < 0 ? "-" : "",
            unscaled.charAt(0),
            fraction,
            exponent < 0 ? "-" : "+",
            Math.abs(exponent));
  }
}
