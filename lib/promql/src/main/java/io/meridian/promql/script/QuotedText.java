package io.meridian.promql.script;

import io.meridian.model.InvalidRequestException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A string in single, double or back quotes, with Go's escapes in the first two. */
final class QuotedText {
  private QuotedText() {}

  static boolean begins(TextCursor cursor) {
    return cursor.peek() == '"' || cursor.peek() == '\'' || cursor.peek() == '`';
  }

  /** Reads a string up to and with its closing quote. */
  static String read(TextCursor cursor) {
    char quote = cursor.next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    while (cursor.peek() != quote) {
      if (cursor.atEnd()) {
        throw cursor.unexpected("the closing " + quote);
      }
      if (cursor.peek() == '\\' && quote != '`') {
        cursor.next();
        escape(cursor, quote, bytes);
      } else {
        plain(cursor, bytes);
      }
    }
    cursor.next();
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static void plain(TextCursor cursor, ByteArrayOutputStream bytes) {
    char c = cursor.next();
    String character =
        Character.isHighSurrogate(c)
            ? new String(new char[] {c, cursor.next()})
            : String.valueOf(c);
    bytes.writeBytes(character.getBytes(StandardCharsets.UTF_8));
  }

  private static void escape(TextCursor cursor, char quote, ByteArrayOutputStream bytes) {
    char c = cursor.next();
    switch (c) {
      case 'a' -> bytes.write(7);
      case 'b' -> bytes.write('\b');
      case 'f' -> bytes.write('\f');
      case 'n' -> bytes.write('\n');
      case 'r' -> bytes.write('\r');
      case 't' -> bytes.write('\t');
      case 'v' -> bytes.write(11);
      case '\\' -> bytes.write('\\');
      case 'x' -> bytes.write(digits(cursor, 2, 16, 0xff));
      case 'u' -> codePoint(digits(cursor, 4, 16, Character.MAX_CODE_POINT), bytes);
      case 'U' -> codePoint(digits(cursor, 8, 16, Character.MAX_CODE_POINT), bytes);
      case '0', '1', '2', '3', '4', '5', '6', '7' -> {
        cursor.position(cursor.position() - 1);
        bytes.write(digits(cursor, 3, 8, 0xff));
      }
      default -> {
        if (c != quote) {
          throw new InvalidRequestException("unknown escape \\" + c + " in a string");
        }
        bytes.write(quote);
      }
    }
  }

  private static int digits(TextCursor cursor, int count, int base, int most) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      int digit = Character.digit(cursor.peek(), base);
      if (digit < 0) {
        throw cursor.unexpected(count + " digits of an escape");
      }
      cursor.next();
      value = value * base + digit;
    }
    if (value > most) {
      throw new InvalidRequestException("an escape in a string stands for no character: " + value);
    }
    return (int) value;
  }

  private static void codePoint(int point, ByteArrayOutputStream bytes) {
    if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
      throw new InvalidRequestException("an escape in a string is half a character");
    }
    bytes.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
  }
}
