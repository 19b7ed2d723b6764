package io.meridian.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;

/**
 * Durations as Go and Prometheus write them: numbers with units, such as {@code 1h30m}, {@code 2d},
 * {@code 1.5s}, {@code 250ms}. Units are ns, us (µs), ms, s, m, h, d (24 h), w (7 d), y (365 d).
 * The only number that needs no unit is 0.
 */
public final class DurationText {
  private static final long SECOND = 1_000_000_000;

  private static final Map<String, Long> NANOS =
      Map.ofEntries(
          Map.entry("ns", 1L),
          Map.entry("us", 1_000L),
          Map.entry("µs", 1_000L),
          Map.entry("μs", 1_000L),
          Map.entry("ms", 1_000_000L),
          Map.entry("s", SECOND),
          Map.entry("m", 60 * SECOND),
          Map.entry("h", 3_600 * SECOND),
          Map.entry("d", 86_400 * SECOND),
          Map.entry("w", 7 * 86_400 * SECOND),
          Map.entry("y", 365 * 86_400 * SECOND));

  private DurationText() {}

  /**
   * Reads a duration.
   *
   * @throws IllegalArgumentException if the text is none, or is longer than 292 years
   */
  public static Duration parse(String text) {
    boolean negative = text.startsWith("-");
    String units = negative ? text.substring(1) : text;
    if (units.equals("0")) {
      return Duration.ZERO;
    }
    if (units.isEmpty() || units.length() > 100) {
      throw invalid(text);
    }
    try {
      long nanos = nanos(text, units);
      return Duration.ofNanos(negative ? -nanos : nanos);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("\"" + text + "\" is too long, or too fine", e);
    }
  }

  private static long nanos(String text, String units) {
    BigDecimal nanos = BigDecimal.ZERO;
    int at = 0;
    while (at < units.length()) {
      int unit = skip(units, at, true);
      int next = skip(units, unit, false);
      Long factor = NANOS.get(units.substring(unit, next));
      String number = units.substring(at, unit);
      if (factor == null || !isNumber(number)) {
        throw invalid(text);
      }
      nanos = nanos.add(new BigDecimal(number).multiply(BigDecimal.valueOf(factor)));
      at = next;
    }
    return nanos.longValueExact();
  }

  private static int skip(String text, int from, boolean digits) {
    int at = from;
    while (at < text.length() && isDigit(text.charAt(at)) == digits) {
      at++;
    }
    return at;
  }

  private static boolean isDigit(char c) {
    return (c >= '0' && c <= '9') || c == '.';
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && !text.equals(".") && text.indexOf('.') == text.lastIndexOf('.');
  }

  private static IllegalArgumentException invalid(String text) {
    return new IllegalArgumentException("\"" + text + "\" is no duration");
  }
}
