package io.meridian.promql.function;

import io.meridian.model.ShortestDecimal;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers in messages, rounded as Go does it. */
final class ShortNumber {
  private static final MathContext TWO_DIGITS = new MathContext(2, RoundingMode.HALF_EVEN);

  private ShortNumber() {}

  /** As {@code %f} does. */
  static String withSixDecimals(double value) {
    if (value == 0 || !Double.isFinite(value)) {
      return ShortestDecimal.of(value) + (value == 0 ? ".000000" : "");
    }
    BigDecimal size = new BigDecimal(Math.abs(value)).setScale(6, RoundingMode.HALF_EVEN);
    return (value < 0 ? "-" : "") + size.toPlainString();
  }

  /** As {@code %.2g} does: two digits, with an exponent below 1e-4 and from 100 on. */
  static String withTwoDigits(double value) {
    if (value == 0 || !Double.isFinite(value)) {
      return ShortestDecimal.of(value);
    }
    BigDecimal rounded = new BigDecimal(value).round(TWO_DIGITS).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= -4 && exponent < 2) {
      return rounded.toPlainString();
    }
    String mantissa = rounded.movePointLeft(exponent).toPlainString();
    return mantissa + "e%s%02d".formatted(exponent < 0 ? "-" : "+", Math.abs(exponent));
  }
}
