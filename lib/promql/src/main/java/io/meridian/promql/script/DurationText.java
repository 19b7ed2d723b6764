package io.meridian.promql.script;

import io.meridian.model.InvalidRequestException;

/** Durations of Prometheus: {@code 1h30m}, each unit once at most and the larger first; or 0. */
final class DurationText {
  private static final String[] UNITS = {"y", "w", "d", "h", "m", "s", "ms"};
  private static final long[] MILLIS = {
    31_536_000_000L, 604_800_000L, 86_400_000L, 3_600_000L, 60_000L, 1_000L, 1L
  };

  private DurationText() {}

  /** Milliseconds of the duration that is all of a text. */
  static long parse(String text) {
    TextCursor cursor = new TextCursor(text);
    long duration = read(cursor);
    if (!cursor.atEnd()) {
      throw cursor.unexpected("the end of the duration");
    }
    return duration;
  }

  /** Reads a duration without a sign. */
  static long read(TextCursor cursor) {
    long total = 0;
    int unit = -1;
    do {
      long number = number(cursor);
      if (unit < 0 && number == 0 && !Character.isLetter(cursor.peek())) {
        return 0;
      }
      unit = unit(cursor, unit);
      try {
        total = Math.addExact(total, Math.multiplyExact(number, MILLIS[unit]));
      } catch (ArithmeticException e) {
        throw new InvalidRequestException("a duration is longer than 292 million years", e);
      }
    } while (Character.isDigit(cursor.peek()));
    return total;
  }

  private static long number(TextCursor cursor) {
    String digits = cursor.digits();
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      throw cursor.unexpected("a duration");
    }
  }

  private static int unit(TextCursor cursor, int after) {
    int from = cursor.position();
    int to = UNITS.length - (cursor.startsWith("ms") ? 0 : 1);
    for (int i = cursor.startsWith("ms") ? to - 1 : after + 1; i < to; i++) {
      if (i > after && cursor.accept(UNITS[i])) {
        return i;
      }
    }
    cursor.position(from);
    throw cursor.unexpected("a smaller unit of time");
  }
}
