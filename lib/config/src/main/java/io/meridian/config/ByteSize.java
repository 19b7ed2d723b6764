package io.meridian.config;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;

/**
 * A number of bytes. In text a number with a unit: {@code 64MiB}, {@code 1.5 GB}, {@code 500}. As
 * in Thanos, {@code KB}, {@code MB}, … and {@code KiB}, {@code MiB}, … both count in steps of
 * 1,024.
 */
public record ByteSize(long bytes) {
  private static final Map<String, Integer> SHIFTS =
      Map.ofEntries(
          Map.entry("", 0),
          Map.entry("b", 0),
          Map.entry("k", 10),
          Map.entry("kb", 10),
          Map.entry("kib", 10),
          Map.entry("m", 20),
          Map.entry("mb", 20),
          Map.entry("mib", 20),
          Map.entry("g", 30),
          Map.entry("gb", 30),
          Map.entry("gib", 30),
          Map.entry("t", 40),
          Map.entry("tb", 40),
          Map.entry("tib", 40));

  private static final String[] UNITS = {"", "KiB", "MiB", "GiB", "TiB"};

  public ByteSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("a size is not negative, was " + bytes);
    }
  }

  /**
   * Reads a size.
   *
   * @throws IllegalArgumentException if the text is none
   */
  public static ByteSize parse(String text) {
    String trimmed = text.strip();
    int end = 0;
    while (end < trimmed.length() && "0123456789._".indexOf(trimmed.charAt(end)) >= 0) {
      end++;
    }
    Integer shift = SHIFTS.get(trimmed.substring(end).strip().toLowerCase(Locale.ROOT));
    if (shift == null || end == 0 || end > 30) {
      throw new IllegalArgumentException("\"" + text + "\" is no size");
    }
    try {
      return new ByteSize(
          new BigDecimal(trimmed.substring(0, end).replace("_", ""))
              .multiply(BigDecimal.valueOf(1L << shift))
              .longValueExact());
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException("\"" + text + "\" is no whole number of bytes", e);
    }
  }

  /** The size in its largest unit without a fraction. */
  @Override
  public String toString() {
    int unit = 0;
    long number = bytes;
    while (number != 0 && number % 1024 == 0 && unit < UNITS.length - 1) {
      number /= 1024;
      unit++;
    }
    return number + UNITS[unit];
  }
}
