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
    int unit = 0;
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
      int found = indexOf(text.substring(name, at), unit);
      if (found < 0 || name == digits || name - digits > MOST_DIGITS) {
        throw new IllegalArgumentException("not a valid duration string: " + GoText.quoted(text));
      }
      BigInteger count = new BigInteger(text.substring(digits, name));
      millis = millis.add(count.multiply(BigInteger.valueOf(MILLIS[found])));
      unit = found + 1;
    }
    if (millis.multiply(BigInteger.valueOf(1_000_000)).compareTo(MOST_NANOS) > 0) {
      throw new IllegalArgumentException("duration out of range");
    }
    long whole = millis.longValueExact();
    double seconds = Math.floorDiv(whole, 1000);
    return seconds + (whole % 1000) * 1e6 / 1e9;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static int indexOf(String unit, int from) {
    for (int i = from; i < UNITS.length; i++) {
      if (UNITS[i].equals(unit)) {
        return i;
      }
    }
    return -1;
  }
}
