package io.meridian.cli.promql;

import io.meridian.model.InvalidRequestException;
import io.meridian.promql.plan.QueryTimes;
import io.meridian.promql.syntax.NumberLiteral;
import io.meridian.promql.syntax.Syntax;
import io.meridian.promql.syntax.SyntaxOptions;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Times and steps as Prometheus' API takes them, in milliseconds. */
final class TimeText {
  /** More points than this Prometheus gives of no series. */
  private static final long MOST_STEPS = 11_000;

  private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE / 1_000_000);

  private TimeText() {}

  /** Unix milliseconds of seconds, or of a time as RFC 3339 has it. */
  static long instant(String name, String text) {
    BigDecimal seconds = number(text);
    if (seconds != null) {
      return millis(name, text, seconds);
    }
    try {
      return OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (DateTimeParseException | ArithmeticException e) {
      throw new InvalidRequestException(
          name
              + ": cannot parse \""
              + text
              + "\" to a valid timestamp; expected Unix seconds or as in 2026-01-05T00:00:00Z",
          e);
    }
  }

  /** Several instants. */
  static QueryTimes range(String start, String end, String step) {
    QueryTimes times =
        new QueryTimes(instant("start", start), instant("end", end), duration("step", step));
    if ((times.end() - times.start()) / times.step() > MOST_STEPS) {
      throw new InvalidRequestException(
          "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query"
              + " resolution (?step=XX)");
    }
    return times;
  }

  private static long duration(String name, String text) {
    BigDecimal seconds = number(text);
    if (seconds == null) {
      try {
        if (Syntax.parse(text, SyntaxOptions.STABLE) instanceof NumberLiteral literal) {
          seconds = new BigDecimal(literal.value());
        }
      } catch (InvalidRequestException e) {
        throw new InvalidRequestException(
            name + ": cannot parse \"" + text + "\" to a valid duration", e);
      }
    }
    if (seconds == null || seconds.signum() <= 0) {
      throw new InvalidRequestException(
          name + ": expected a duration above 0 as in 15 or 5m, found \"" + text + "\"");
    }
    return Math.max(1, millis(name, text, seconds));
  }

  private static @Nullable BigDecimal number(String text) {
    try {
      return text.length() > 64 ? null : new BigDecimal(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static long millis(String name, String text, BigDecimal seconds) {
    if (seconds.abs().compareTo(LARGEST) > 0) {
      throw new InvalidRequestException(name + ": " + text + " is too far away");
    }
    return seconds.movePointRight(3).setScale(0, RoundingMode.HALF_EVEN).longValueExact();
  }
}
