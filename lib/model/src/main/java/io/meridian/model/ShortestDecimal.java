package io.meridian.model;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Doubles as text in the form that Prometheus' histogram texts use: the fewest digits that read
 * back as the same double, with an exponent ({@code 1e-05}, {@code 2.5e+06}) below 1e-4 and from
 * 1e6 on; {@code NaN}, {@code +Inf}, {@code -Inf}.
 */
public final class ShortestDecimal {
  private ShortestDecimal() {}

  /** The number in that form. */
  public static String of(double value) {
    StringBuilder text = new StringBuilder();
    append(text, value);
    return text.toString();
  }

  /** The number with the same digits and never an exponent, as sample values are printed. */
  public static String plain(double value) {
    if (!Double.isFinite(value) || value == 0) {
      return of(value);
    }
    return digits(value).toPlainString();
  }

  static void append(StringBuilder text, double value) {
    if (Double.isNaN(value)) {
      text.append("NaN");
    } else if (Double.isInfinite(value)) {
      text.append(value > 0 ? "+Inf" : "-Inf");
    } else if (value == 0) {
      text.append(1 / value < 0 ? "-0" : "0");
    } else {
      appendFinite(text, value);
    }
  }

  private static void appendFinite(StringBuilder text, double value) {
    BigDecimal decimal = digits(value);
    if (decimal.signum() < 0) {
      text.append('-');
    }
    String digits = decimal.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - decimal.scale();
    if (exponent < -4 || exponent >= 6) {
      appendScientific(text, digits, exponent);
    } else {
      text.append(decimal.abs().toPlainString());
    }
  }

  private static void appendScientific(StringBuilder text, String digits, int exponent) {
    text.append(digits.charAt(0));
    if (digits.length() > 1) {
      text.append('.').append(digits, 1, digits.length());
    }
    int size = Math.abs(exponent);
    text.append(exponent < 0 ? "e-" : "e+").append(size < 10 ? "0" : "").append(size);
  }

  /** Java writes two digits at least, even where one would do. */
  private static BigDecimal digits(double value) {
    BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    if (decimal.precision() == 2) {
      BigDecimal shorter = decimal.round(new MathContext(1)).stripTrailingZeros();
      if (shorter.doubleValue() == value) {
        return shorter;
      }
    }
    return decimal;
  }
}
