package io.meridian.model.regex;

import java.util.Optional;

/**
 * How often something repeats.
 *
 * @param min at least so often
 * @param max at most so often, or {@link Node.Repeat#FOREVER}
 */
record RepeatCount(int min, int max) {
  private static final int TOO_BIG = Integer.MAX_VALUE;

  /**
   * Parses {@code {n}}, {@code {n,}} or {@code {n,m}}; empty, and nothing read, if none of them is
   * here.
   */
  static Optional<RepeatCount> parse(RegexReader in) {
    int start = in.at();
    in.skip(1);
    int min = parseNumber(in);
    int max = min;
    if (min >= 0 && in.peek() == ',') {
      in.skip(1);
      max = in.peek() == '}' ? Node.Repeat.FOREVER : parseNumber(in);
      if (max < 0 && in.peek() != '}') {
        min = -1;
      }
    }
    if (min < 0 || in.peek() != '}') {
      in.at(start);
      return Optional.empty();
    }
    in.skip(1);
    return Optional.of(new RepeatCount(min, max));
  }

  /** Parses a number without leading zeros; −1 if there is none, capped where it is too big. */
  private static int parseNumber(RegexReader in) {
    if (!isDigit(in.peek()) || (in.peek() == '0' && isDigit(in.peek(1)))) {
      return -1;
    }
    long value = 0;
    while (isDigit(in.peek())) {
      value = Math.min(TOO_BIG, value * 10 + (in.peek() - '0'));
      in.skip(1);
    }
    return (int) value;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
