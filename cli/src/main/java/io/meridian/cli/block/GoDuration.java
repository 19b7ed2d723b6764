package io.meridian.cli.block;

import io.meridian.model.InvalidRequestException;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads durations in Go's form, such as {@code 2h} or {@code 1h30m}, and days. */
final class GoDuration {
  private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ms|s|m|h|d|w)");

  private GoDuration() {}

  /**
   * Milliseconds of a duration.
   *
   * @param flag what errors name
   */
  static long millis(String text, String flag) {
    Matcher part = PART.matcher(text);
    BigDecimal sum = BigDecimal.ZERO;
    int end = 0;
    while (part.find() && part.start() == end) {
      BigDecimal number = new BigDecimal(part.group(1));
      sum = sum.add(number.multiply(BigDecimal.valueOf(unitMillis(part.group(2)))));
      end = part.end();
    }
    if (end == 0 || end < text.length() || sum.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      throw new InvalidRequestException(
          flag + ": expected a duration such as 2h, 1h30m or 3d, found " + text);
    }
    return sum.longValue();
  }

  private static long unitMillis(String unit) {
    return switch (unit) {
      case "ms" -> 1;
      case "s" -> 1_000;
      case "m" -> 60_000;
      case "h" -> 3_600_000;
      case "d" -> 86_400_000;
      default -> 604_800_000;
    };
  }
}
