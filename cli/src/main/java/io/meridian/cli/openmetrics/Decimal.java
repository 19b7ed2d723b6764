package io.meridian.cli.openmetrics;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;

/**
 * Reads numbers in the grammar of OpenMetrics:
 *
 * <pre>
 *   number := [+-] ( digits [. [digits]] | . digits ) [ (e|E) [+-] digits ]
 *           | [+-] ( inf | infinity ) | nan                                    in any case
 * </pre>
 */
final class Decimal {
  /** The bits of the NaN that stands for every NaN that was written as text. */
  private static final double NAN = Double.longBitsToDouble(0x7ff8000000000001L);

  private static final int MAX_EXACT_DIGITS = 15;
  private static final int MAX_DIGITS = 18;

  /** The most digits of an exponent that {@link BigDecimal} reads. */
  private static final int MAX_EXPONENT_DIGITS = 9;

  private static final double[] POWERS = new double[23];

  static {
    POWERS[0] = 1;
    for (int i = 1; i < POWERS.length; i++) {
      POWERS[i] = POWERS[i - 1] * 10;
    }
  }

  private byte[] text = {};
  private int from;
  private int to;

  /** The digits as a number, where there are at most {@value #MAX_DIGITS}. */
  private long digits;

  private int digitCount;
  private int fraction;
  private boolean hasExponent;

  /** The first digit of the exponent that is not 0. */
  private int exponentAt;

  private boolean isNegative;

  /**
   * Takes a number apart.
   *
   * @return whether it is one: finite, infinite or NaN
   */
  boolean read(byte[] bytes, int newFrom, int newTo) {
    text = bytes;
    from = newFrom;
    to = newTo;
    return readDigits() || isSpecial();
  }

  private boolean readDigits() {
    digits = 0;
    digitCount = 0;
    fraction = 0;
    hasExponent = false;
    int at = from;
    isNegative = at < to && text[at] == '-';
    at += at < to && (isNegative || text[at] == '+') ? 1 : 0;
    int begin = at;
    int point = -1;
    for (; at < to; at++) {
      byte b = text[at];
      if (b >= '0' && b <= '9') {
        if (digitCount > 0 || b != '0') {
          digitCount++;
          digits = digitCount <= MAX_DIGITS ? digits * 10 + (b - '0') : digits;
        }
      } else if (b == '.' && point < 0) {
        point = at;
      } else {
        break;
      }
    }
    fraction = point < 0 ? 0 : at - point - 1;
    boolean hasDigits = at - begin > (point < 0 ? 0 : 1);
    return hasDigits && (at == to || isExponent(at));
  }

  private boolean isExponent(int e) {
    hasExponent = true;
    if (text[e] != 'e' && text[e] != 'E') {
      return false;
    }
    int at = e + 1;
    at += at < to && (text[at] == '-' || text[at] == '+') ? 1 : 0;
    int begin = at;
    exponentAt = at;
    while (at < to && text[at] >= '0' && text[at] <= '9') {
      exponentAt += at == exponentAt && text[at] == '0' ? 1 : 0;
      at++;
    }
    return at > begin && at == to;
  }

  private boolean isSpecial() {
    return switch (lowerCase()) {
      case "nan", "+nan", "-nan" -> text[from] != '+' && text[from] != '-';
      case "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity" -> true;
      default -> false;
    };
  }

  private String lowerCase() {
    if (to - from > 10) {
      return "";
    }
    StringBuilder lower = new StringBuilder();
    for (int i = from; i < to; i++) {
      lower.append((char) (text[i] >= 'A' && text[i] <= 'Z' ? text[i] + 32 : text[i]));
    }
    return lower.toString();
  }

  /**
   * The number as the nearest float; ±Infinity where it is beyond the largest, though it was not
   * written so.
   */
  double toDouble() {
    if (!isFinite()) {
      boolean isNan = text[to - 1] == 'n' || text[to - 1] == 'N';
      return isNan ? NAN : text[from] == '-' ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    if (!hasExponent && digitCount <= MAX_EXACT_DIGITS && fraction < POWERS.length) {
      double exact = digits / POWERS[fraction];
      return isNegative ? -exact : exact;
    }
    return Double.parseDouble(string());
  }

  /** Whether it was written in digits. */
  boolean isFinite() {
    byte last = text[to - 1];
    return last == '.' || (last >= '0' && last <= '9');
  }

  /**
   * The number of thousandths, cut off towards zero.
   *
   * @throws ArithmeticException if it does not fit
   */
  long toThousandths() {
    if (!hasExponent && digitCount <= MAX_EXACT_DIGITS && fraction <= 3) {
      long thousandths = digits;
      for (int i = fraction; i < 3; i++) {
        thousandths *= 10;
      }
      return isNegative ? -thousandths : thousandths;
    }
    if (digitCount == 0) {
      return 0;
    }
    if (hasExponent && to - exponentAt > MAX_EXPONENT_DIGITS) {
      return hugeThousandths();
    }
    BigDecimal decimal = new BigDecimal(string());
    if (decimal.precision() - decimal.scale() > MAX_DIGITS) {
      throw new ArithmeticException("beyond 10^18");
    }
    return decimal.scale() > 400 + decimal.precision()
        ? 0
        : decimal.movePointRight(3).setScale(0, RoundingMode.DOWN).longValueExact();
  }

  /** What a number comes to whose exponent alone decides. */
  private long hugeThousandths() {
    int sign = exponentAt - 1;
    while (text[sign] == '0') {
      sign--;
    }
    if (text[sign] == '-') {
      return 0;
    }
    throw new ArithmeticException("beyond 10^18");
  }

  private String string() {
    return new String(text, from, to - from, StandardCharsets.US_ASCII);
  }
}
