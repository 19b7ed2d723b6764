package io.meridian.promql.script;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.StaleMarker;
import java.util.Locale;

/** Numbers as scripts write them: whole ones with an octal prefix, floats, Inf, NaN, stale. */
final class NumberText {
  /** So many points are more than any script needs, and few enough to hold. */
  private static final int MAX_TIMES = 1_000_000;

  private NumberText() {}

  /** Reads a number with an optional sign. */
  static double readSigned(TextCursor cursor) {
    if (cursor.accept("-")) {
      return -readUnsigned(cursor);
    }
    cursor.accept("+");
    return readUnsigned(cursor);
  }

  /** Reads a number, or the word that stands for the stale marker. */
  static double readValue(TextCursor cursor) {
    return cursor.accept("stale") ? StaleMarker.VALUE : readSigned(cursor);
  }

  static double readUnsigned(TextCursor cursor) {
    int from = cursor.position();
    String word = cursor.letters();
    if (!word.isEmpty()) {
      return switch (word.toLowerCase(Locale.ROOT)) {
        case "inf" -> Double.POSITIVE_INFINITY;
        case "nan" -> Double.NaN;
        default -> {
          cursor.position(from);
          throw cursor.unexpected("a number");
        }
      };
    }
    digits(cursor);
    boolean whole = true;
    if (cursor.accept(".")) {
      whole = false;
      digits(cursor);
    }
    if (cursor.peek() == 'e' || cursor.peek() == 'E') {
      whole = false;
      cursor.next();
      if (!cursor.accept("+")) {
        cursor.accept("-");
      }
      digits(cursor);
    }
    String text = cursor.since(from);
    if (text.endsWith("_") || text.contains("__")) {
      throw cursor.unexpected("a digit");
    }
    return value(cursor, text.replace("_", ""), whole);
  }

  /** Digits, between which underscores may stand. */
  private static void digits(TextCursor cursor) {
    int from = cursor.position();
    cursor.digits();
    while (cursor.position() > from && cursor.accept("_")) {
      cursor.digits();
    }
  }

  private static double value(TextCursor cursor, String text, boolean whole) {
    try {
      if (whole && text.length() > 1 && text.charAt(0) == '0' && text.matches("[0-7]+")) {
        return Long.parseLong(text, 8);
      }
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw cursor.unexpected("a number");
    }
  }

  static int readInt(TextCursor cursor) {
    int from = cursor.position();
    cursor.accept("-");
    cursor.digits();
    try {
      return Integer.parseInt(cursor.since(from));
    } catch (NumberFormatException e) {
      cursor.position(from);
      throw cursor.unexpected("a whole number");
    }
  }

  /** Reads the N of {@code xN}, if it comes next; −1 if not. */
  static int readTimes(TextCursor cursor) {
    if (!cursor.accept("x")) {
      return -1;
    }
    int times = readInt(cursor);
    if (times < 0 || times > MAX_TIMES) {
      throw new InvalidRequestException(
          "a point is to be repeated " + times + " times; at most " + MAX_TIMES + " are possible");
    }
    return times;
  }

  /** The number that is all of a text. */
  static double parse(String text) {
    TextCursor cursor = new TextCursor(text);
    double number = readSigned(cursor);
    if (!cursor.atEnd()) {
      throw cursor.unexpected("the end of the number");
    }
    return number;
  }
}
