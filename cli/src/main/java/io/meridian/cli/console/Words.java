package io.meridian.cli.console;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times, durations and sizes as a person reads them. */
public final class Words {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private Words() {}

  /** An instant in UTC, such as {@code 2026-01-05 00:00:00}, milliseconds where there are any. */
  public static String instant(long unixMillis) {
    try {
      Instant instant = Instant.ofEpochMilli(unixMillis);
      return (unixMillis % 1000 == 0 ? SECONDS : MILLIS).format(instant);
    } catch (DateTimeException e) {
      return unixMillis + " ms";
    }
  }

  /** A duration as Go prints it, such as {@code 2h0m0s} or {@code 1m30.5s}. */
  public static String duration(long millis) {
    if (millis == 0) {
      return "0s";
    }
    if (millis < 0) {
      return "-" + duration(-millis);
    }
    if (millis < 1000) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    StringBuilder text = new StringBuilder();
    if (seconds >= 3600) {
      text.append(seconds / 3600).append('h');
    }
    if (seconds >= 60) {
      text.append(seconds / 60 % 60).append('m');
    }
    text.append(seconds % 60);
    if (millis % 1000 != 0) {
      text.append('.').append("%03d".formatted(millis % 1000).replaceFirst("0+$", ""));
    }
    return text.append('s').toString();
  }

  /** A number of bytes in the largest unit that leaves it at least 1, such as {@code 1.4 MiB}. */
  public static String size(long bytes) {
    int unit = 0;
    double size = bytes;
    while (size >= 1024 && unit < UNITS.length - 1) {
      size /= 1024;
      unit++;
    }
    return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", size, UNITS[unit]);
  }

  /** A number with its noun, such as {@code 1 block} or {@code 2 blocks}. */
  public static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
