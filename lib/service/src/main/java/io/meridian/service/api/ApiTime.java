package io.meridian.service.api;

import io.meridian.model.InvalidRequestException;
import io.meridian.promql.plan.QueryTimes;
import io.meridian.promql.syntax.NumberLiteral;
import io.meridian.promql.syntax.Syntax;
import io.meridian.promql.syntax.SyntaxOptions;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Times and durations as Prometheus' API takes them, in milliseconds. Instants that are no number,
 * or farther away than any sample can be, are the farthest there are.
 */
public final class ApiTime {
  /** The first instant there is, Unix milliseconds: as far away as nobody's calendar goes. */
  public static final long FIRST = Long.MIN_VALUE / 1000;

  /** The last instant there is. */
  public static final long LAST = Long.MAX_VALUE / 1000;

  /** More points than this Prometheus gives of no series. */
  private static final long MOST_STEPS = 11_000;

  private static final int LONGEST_NUMBER = 64;

  private ApiTime() {}

  /**
   * Unix milliseconds of seconds, or of a time as RFC 3339 has it.
   *
   * @param name what errors begin with
   */
  public static long instant(String name, String text) {
    OptionalDouble seconds = number(text);
    if (seconds.isPresent()) {
      return millis(seconds.getAsDouble());
    }
    try {
      Instant instant = OffsetDateTime.parse(withSign(text)).toInstant();
      return millis(instant.getEpochSecond() + instant.getNano() / 1e9);
    } catch (DateTimeParseException e) {
      throw new InvalidRequestException(
          name
              + ": cannot parse \""
              + text
              + "\" to a valid timestamp; expected Unix seconds or as in 2026-01-05T00:00:00Z",
          e);
    }
  }

  /** Go writes years of more than four digits without a plus before them. */
  private static String withSign(String text) {
    boolean bare = !text.isEmpty() && Character.isDigit(text.charAt(0));
    return bare && text.indexOf('-') > "9999".length() ? "+" + text : text;
  }

  /**
   * Several instants.
   *
   * @throws InvalidRequestException also if a series would have more than 11,000 points
   */
  public static QueryTimes range(String start, String end, String step) {
    long every = duration("step", step);
    if (every <= 0) {
      throw new InvalidRequestException(
          "step: expected a duration above 0 as in 15 or 5m, found \"" + step + "\"");
    }
    return range(instant("start", start), instant("end", end), every);
  }

  /** The same of milliseconds. */
  public static QueryTimes range(long start, long end, long step) {
    QueryTimes times = new QueryTimes(start, end, step);
    if ((end - start) / step > MOST_STEPS) {
      throw new InvalidRequestException(
          "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query"
              + " resolution (?step=XX)");
    }
    return times;
  }

  /**
   * Milliseconds of seconds, or of a duration such as {@code 5m}; at least 1 of what is above 0.
   *
   * @param name what errors begin with
   */
  public static long duration(String name, String text) {
    OptionalDouble seconds = number(text);
    if (seconds.isEmpty()) {
      seconds = OptionalDouble.of(literal(name, text));
    }
    double given = seconds.getAsDouble();
    if (Double.isNaN(given) || Math.abs(given) > Long.MAX_VALUE / 1e9) {
      throw new InvalidRequestException(
          name + ": cannot parse \"" + text + "\" to a valid duration: it is too long");
    }
    return given > 0 ? Math.max(1, millis(given)) : millis(given);
  }

  private static double literal(String name, String text) {
    try {
      if (Syntax.parse(text, SyntaxOptions.STABLE) instanceof NumberLiteral literal) {
        return literal.value();
      }
    } catch (InvalidRequestException e) {
      throw noDuration(name, text, e);
    }
    throw noDuration(name, text, null);
  }

  private static InvalidRequestException noDuration(
      String name, String text, @Nullable Throwable cause) {
    String message =
        name + ": cannot parse \"" + text + "\" to a valid duration; expected as in 15 or 5m";
    return cause == null
        ? new InvalidRequestException(message)
        : new InvalidRequestException(message, cause);
  }

  /** Go's numbers are Java's, but for letters behind them, blanks around, and infinities. */
  private static OptionalDouble number(String text) {
    return switch (text.startsWith("+") ? text.substring(1) : text) {
      case "Inf", "inf" -> OptionalDouble.of(Double.POSITIVE_INFINITY);
      case "-Inf", "-inf" -> OptionalDouble.of(Double.NEGATIVE_INFINITY);
      case "NaN", "nan" -> OptionalDouble.of(Double.NaN);
      default -> finite(text);
    };
  }

  private static OptionalDouble finite(String text) {
    if (text.isEmpty()
        || text.length() > LONGEST_NUMBER
        || "dDfF ".indexOf(text.charAt(text.length() - 1)) >= 0
        || text.charAt(0) == ' ') {
      return OptionalDouble.empty();
    }
    try {
      return OptionalDouble.of(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  /** To the nearest millisecond; NaN is the first instant there is. */
  private static long millis(double seconds) {
    double whole = seconds < 0 ? Math.ceil(seconds) : Math.floor(seconds);
    if (Double.isNaN(seconds) || whole <= FIRST / 1000.0) {
      return FIRST;
    }
    if (whole >= LAST / 1000.0) {
      return LAST;
    }
    return ((long) whole) * 1000 + Math.round((seconds - whole) * 1000);
  }
}
