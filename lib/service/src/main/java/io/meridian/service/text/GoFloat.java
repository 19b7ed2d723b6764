package io.meridian.service.text;

import java.nio.charset.StandardCharsets;

/**
 * Prints floats as Go does: the fewest digits that read back as the same float; with an exponent of
 * at least two digits where it is below or above some bounds; {@code NaN}, {@code +Inf}, {@code
 * -Inf}, {@code -0}. The bounds are those of the verb {@code %g}, −4 and 5, or those of Prometheus'
 * JSON, −6 and 20.
 *
 * <p>The digits are those of {@link Double#toString(double)}, which finds the fewest but writes two
 * at least, so that a denormal such as 5e-324 comes as 4.9E-324; they are appended to a builder,
 * which makes no object of them. Whole numbers below 2^53 skip it.
 */
final class GoFloat {
  private static final int MIN_PLAIN = -4;
  private static final int MAX_PLAIN = 5;
  private static final int MIN_PLAIN_JSON = -6;
  private static final int MAX_PLAIN_JSON = 20;
  private static final long MAX_WHOLE = 1L << 53;
  private static final double ONE_DIGIT_BELOW = 1e-320;
  private static final byte[] NAN = "NaN".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] INFINITY = "Inf".getBytes(StandardCharsets.US_ASCII);

  /** The digits of the number being printed, without leading and trailing zeros. */
  private final byte[] digits = new byte[24];

  private final StringBuilder decimal = new StringBuilder();

  private int count;

  /** The power of ten of the first digit. */
  private int exponent;

  /**
   * Prints a float as {@code %g} does.
   *
   * @return where its text ends
   */
  int print(double value, byte[] into, int from) {
    return print(value, into, from, MIN_PLAIN, MAX_PLAIN);
  }

  /**
   * Prints a float as Prometheus' JSON has it.
   *
   * @return where its text ends
   */
  int printJson(double value, byte[] into, int from) {
    return print(value, into, from, MIN_PLAIN_JSON, MAX_PLAIN_JSON);
  }

  private int print(double value, byte[] into, int from, int minPlain, int maxPlain) {
    int at = from;
    if (Double.isNaN(value)) {
      return copy(NAN, into, at);
    }
    boolean negative = Double.doubleToRawLongBits(value) < 0;
    if (negative) {
      into[at++] = '-';
    } else if (Double.isInfinite(value)) {
      into[at++] = '+';
    }
    double size = Math.abs(value);
    if (Double.isInfinite(size)) {
      return copy(INFINITY, into, at);
    }
    if (size == 0) {
      into[at++] = '0';
      return at;
    }
    readDigits(size);
    return exponent < minPlain || exponent > maxPlain
        ? printScientific(into, at)
        : printPlain(into, at);
  }

  private static int copy(byte[] text, byte[] into, int at) {
    System.arraycopy(text, 0, into, at, text.length);
    return at + text.length;
  }

  private void readDigits(double size) {
    long whole = (long) size;
    if (whole == size && whole < MAX_WHOLE) {
      readWhole(whole);
    } else {
      decimal.setLength(0);
      readDecimal(decimal.append(size));
      if (size < ONE_DIGIT_BELOW && count == 2) {
        tryOneDigit(size);
      }
    }
  }

  private void readWhole(long whole) {
    count = ByteText.decimalDigits(whole);
    exponent = count - 1;
    long rest = whole;
    for (int i = count - 1; i >= 0; i--) {
      digits[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    dropTrailingZeros();
  }

  /** Takes the digits of text such as 0.00123, 12.5 or 1.5E-7. */
  private void readDecimal(StringBuilder text) {
    int end = text.indexOf("E");
    int shift = 0;
    if (end < 0) {
      end = text.length();
    } else {
      shift = Integer.parseInt(text, end + 1, text.length(), 10);
    }
    count = 0;
    exponent = 0;
    int point = text.indexOf(".");
    for (int i = 0; i < end; i++) {
      char digit = text.charAt(i);
      if (digit == '.' || (digit == '0' && count == 0)) {
        continue;
      }
      if (count == 0) {
        exponent = i < point ? point - 1 - i : point - i;
      }
      digits[count++] = (byte) digit;
    }
    exponent += shift;
    dropTrailingZeros();
  }

  private void dropTrailingZeros() {
    while (count > 1 && digits[count - 1] == '0') {
      count--;
    }
  }

  /** Where one digit reads back as the same float, it is what Go prints. */
  private void tryOneDigit(double size) {
    int power = exponent;
    int tens = digits[0] - '0';
    boolean up = digits[1] >= '5';
    for (int digit : new int[] {up ? tens + 1 : tens, up ? tens : tens + 1}) {
      if (Double.parseDouble(digit + "E" + power) == size) {
        count = 1;
        digits[0] = (byte) (digit == 10 ? '1' : '0' + digit);
        exponent = digit == 10 ? power + 1 : power;
        return;
      }
    }
  }

  private int printScientific(byte[] into, int from) {
    int at = from;
    into[at++] = digits[0];
    if (count > 1) {
      into[at++] = '.';
      System.arraycopy(digits, 1, into, at, count - 1);
      at += count - 1;
    }
    into[at++] = 'e';
    into[at++] = (byte) (exponent < 0 ? '-' : '+');
    int size = Math.abs(exponent);
    if (size >= 100) {
      into[at++] = (byte) ('0' + size / 100);
    }
    into[at++] = (byte) ('0' + size / 10 % 10);
    into[at++] = (byte) ('0' + size % 10);
    return at;
  }

  private int printPlain(byte[] into, int from) {
    int at = from;
    if (exponent < 0) {
      into[at++] = '0';
      into[at++] = '.';
      for (int i = exponent + 1; i < 0; i++) {
        into[at++] = '0';
      }
    }
    for (int i = 0; i < count || i <= exponent; i++) {
      if (i == exponent + 1 && exponent >= 0) {
        into[at++] = '.';
      }
      into[at++] = i < count ? digits[i] : (byte) '0';
    }
    return at;
  }
}
