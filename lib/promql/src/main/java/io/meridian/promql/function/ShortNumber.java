package io.meridian.promql.function;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers in messages, as Go prints them. */
final class ShortNumber {
  private ShortNumber() {}

  /** As {@code %f} does. */
  static String withSixDecimals(double value) {
    if (value == 0 || !Double.isFinite(value)) {
      return of(value) + (value == 0 ? ".000000" : "");
    }
    BigDecimal size = new BigDecimal(Math.abs(value)).setScale(6, RoundingMode.HALF_EVEN);
    return (value < 0 ? "-" : "") + size.toPlainString();
  }

  /** As {@code %g} does: the fewest digits, with an exponent from 21 on. */
  static String of(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    BigDecimal digits = new BigDecimal(Double.toString(Math.abs(value))).stripTrailingZeros();
    String sign = value < 0 ? "-" : "";
    int exponent = digits.precision() - digits.scale() - 1;
    return sign
        + (exponent < -4 || exponent >= 21
            ? withExponent(digits.unscaledValue().toString(), exponent)
            : digits.toPlainString());
  }

  private static String withExponent(String digits, int exponent) {
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    String size = (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    return digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+") + size;
  }
}
