package io.meridian.storegateway.catalog;

import io.meridian.config.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** An end of a range of time, as {@code --min-time} and {@code --max-time} have it. */
public sealed interface TimeBound {
  /** The instant that is meant at another one, Unix milliseconds. */
  long at(Instant now);

  /** Always the same. */
  record Fixed(Instant time) implements TimeBound {
    @Override
    public long at(Instant now) {
      return time.toEpochMilli();
    }
  }

  /** So long from now; negative for the past. */
  record Relative(Duration offset) implements TimeBound {
    @Override
    public long at(Instant now) {
      return now.plus(offset).toEpochMilli();
    }
  }

  /**
   * Reads a bound: a time as RFC 3339 has it, or a duration such as {@code -2w}.
   *
   * @throws IllegalArgumentException if the text is neither
   */
  static TimeBound parse(String text) {
    try {
      return new Fixed(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException e) {
      return new Relative(DurationText.parse(text));
    }
  }
}
