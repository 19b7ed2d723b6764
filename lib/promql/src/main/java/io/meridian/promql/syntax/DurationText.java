package io.meridian.promql.syntax;

import java.math.BigInteger;

/** Durations as Prometheus writes and reads them, from years down to milliseconds. */
public final class DurationText {
  private static final String[] UNITS = {"y", "w", "d", "h", "m", "s", "ms"};
  private static final long[] MILLIS = {
    31_536_000_000L, 604_800_000L, 86_400_000L, 3_600_000L, 60_000L, 1_000L, 1L
  };
  private static final int FIRST_INEXACT = 2;
  private static final int MOST_DIGITS = 19;

  /** With leading zeros; longer numbers are not looked at. */
  private static final int MOST_TEXT = 1000;

  private static final BigInteger MOST_NANOS = BigInteger.valueOf(Long.MAX_VALUE);

  private DurationText() {}

  /** The text of a span that is not negative; years and weeks are used only if nothing remains. */
  public static String ofMillis(long millis) {
    if (millis == 0) {
      return "0s";
    }
    StringBuilder text = new StringBuilder();
    long rest = millis;
    for (int i = 0; i < UNITS.length; i++) {
      boolean usable = i >= FIRST_INEXACT || rest % MILLIS[i] == 0;
      if (usable && rest >= MILLIS[i]) {
        text.append(rest / MILLIS[i]).append(UNITS[i]);
        rest %= MILLIS[i];
      }
    }
    return text.toString();
  }

  /**
   * The seconds of a text as {@code 1h30m}: units in descending order, each at most once.
   *
   * @throws IllegalArgumentException with Prometheus' message if it is none
   */
  static double seconds(String text) {
    BigInteger millis = BigInteger.ZERO;
    int following = 0;
    int at = 0;
    while (at < text.length()) {
      int digits = at;
      while (at < text.length() && isDigit(text.charAt(at))) {
        at++;
      }
      int name = at;
      while (at < text.length() && !isDigit(text.charAt(at))) {
        at++;
      }
      if (name == digits || name == at || !isCount(text.substring(digits, name))) {
        throw invalid(text);
      }
      int unit = unit(text.substring(name, at), text);
      if (unit < following) {
        throw invalid(text);
      }
      following = unit + 1;
      BigInteger count = new BigInteger(text.substring(digits, name));
      millis = millis.add(count.multiply(BigInteger.valueOf(MILLIS[unit])));
      if (millis.multiply(BigInteger.valueOf(1_000_000)).compareTo(MOST_NANOS) > 0) {
        throw new IllegalArgumentException("duration out of range");
      }
    }
    long whole = millis.longValueExact();
    double seconds = Math.floorDiv(whole, 1000);
    return seconds + (whole % 1000) * 1e6 / 1e9;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Whether digits fit 64 bits. */
  private static boolean isCount(String digits) {
    return digits.length() <= MOST_DIGITS
        || (digits.length() <= MOST_TEXT && new BigInteger(digits).bitLength() <= Long.SIZE);
  }

  private static int unit(String name, String text) {
    for (int i = 0; i < UNITS.length; i++) {
      if (UNITS[i].equals(name)) {
        return i;
      }
    }
    throw new IllegalArgumentException(
        "unknown unit " + GoText.quoted(name) + " in duration " + GoText.quoted(text));
  }

  private static IllegalArgumentException invalid(String text) {
    return new IllegalArgumentException("not a valid duration string: " + GoText.quoted(text));
  }
}
